import { createHash } from "node:crypto";

/** How a project's copy of a template stands to the built-in one. */
export type TemplateState =
  /** It is the built-in one. */
  | "same"
  /** The project has changed its copy; the built-in one is what was copied. */
  | "yours"
  /** The built-in one has changed; the copy is as it was. */
  | "outdated"
  /** Both have changed, or the copy does not say what it was copied from. */
  | "both"
  /** There is no built-in one. */
  | "own";

/** The line that says in a copy's front matter which text it was copied from. */
const ORIGIN = /^origin: .*\r?\n/m;

/** The text of a copy: the template, and in its front matter the version and the hash of what was copied. */
export function copyOf(text: string, version: string): string {
  return text.replace(/^(---\r?\n[\s\S]*?)(---\r?\n)/, `$1origin: ${version} ${hashOf(text)}\n$2`);
}

/** A copy without the line about its origin, to be held against the built-in template. */
export function withoutOrigin(copy: string): string {
  return copy.replace(ORIGIN, "");
}

export function stateOf(copy: string, builtIn: string | null): TemplateState {
  if (builtIn === null) return "own";
  const text = withoutOrigin(copy);
  if (text === builtIn) return "same";
  const origin = /^origin: \S+ ([0-9a-f]{16})\r?$/m.exec(copy)?.[1];
  if (origin === hashOf(text)) return "outdated";
  return origin === hashOf(builtIn) ? "yours" : "both";
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
