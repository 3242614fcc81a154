import { GeneratorError } from "./core/errors.ts";
import { nearest } from "./core/nearest.ts";
import type { CreateOperation } from "./core/plan.ts";
import { copyOf, stateOf, withoutOrigin, type TemplateState } from "./core/template-origin.ts";

/** The built-in templates that a project may have copies of, by generator: what `scaffold crud` uses is `crud`, `store`, `model` and `migration`. */
export const TEMPLATE_FOLDERS = [
  "adr",
  "auth",
  "crud",
  "generator",
  "middleware",
  "migration",
  "model",
  "plugin",
  "route",
  "service",
  "store",
  "test",
] as const;

/** The texts of some templates, by their file below the generator's folder. */
export type TemplateTexts = ReadonlyMap<string, string>;

/** Throws a GeneratorError `template_missing` for a generator without templates. */
export function checkTemplateFolder(generator: string): void {
  const known: readonly string[] = TEMPLATE_FOLDERS;
  if (known.includes(generator)) return;
  throw new GeneratorError("template_missing", { what: generator, near: nearest(generator, known), known });
}

export interface EjectInput {
  readonly generator: string;
  /** With or without `.hbs`; all of them when there are none. */
  readonly files: readonly string[];
  readonly builtIn: TemplateTexts;
  /** The version of mega, for the copies to name. */
  readonly version: string;
}

/** Plans copies of built-in templates in the project, where they win. Throws a GeneratorError `template_missing`. */
export function ejectPlan({ generator, files, builtIn, version }: EjectInput): readonly CreateOperation[] {
  const chosen = files.length === 0 ? [...builtIn.keys()] : files.map((file) => fileOf(file, { generator, builtIn }));
  return [...new Set(chosen)].map((file) => ({
    kind: "create",
    path: `templates/${generator}/${file}`,
    content: copyOf(builtIn.get(file) ?? "", version),
  }));
}

function fileOf(said: string, { generator, builtIn }: Pick<EjectInput, "generator" | "builtIn">): string {
  const file = said.endsWith(".hbs") ? said : `${said}.hbs`;
  if (builtIn.has(file)) return file;
  const known = [...builtIn.keys()].map((one) => one.replace(/\.hbs$/, ""));
  const near = nearest(file.replace(/\.hbs$/, ""), known);
  throw new GeneratorError("template_missing", { what: `${generator}/${said}`, near, known });
}

/** A copy in the project, held against the built-in template. */
export interface TemplateComparison {
  readonly generator: string;
  readonly file: string;
  readonly state: TemplateState;
  /** Null where there is no built-in one. */
  readonly builtIn: string | null;
  /** Without the line about its origin. */
  readonly copy: string;
}

export function compareTemplates(
  generator: string,
  copies: TemplateTexts,
  builtIn: TemplateTexts,
): readonly TemplateComparison[] {
  return [...copies].map(([file, text]) => {
    const present = builtIn.get(file) ?? null;
    return { generator, file, state: stateOf(text, present), builtIn: present, copy: withoutOrigin(text) };
  });
}
