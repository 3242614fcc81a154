import type { Message } from "esbuild";

import type { SourcePlace } from "../../runtime/dev/messages.ts";
import { RuntimeFailure } from "../errors.ts";
import type { Problem } from "./failure-report.ts";

/** What esbuild threw as one failure that holds every mistake; anything else comes back as it was. */
export function buildFailure(error: unknown): unknown {
  if (!hasMessages(error)) return error;
  const problems = error.errors.map(problemOf);
  const [first] = problems;
  const place = first?.at === undefined ? "" : `${first.at.file}:${first.at.line}:${first.at.column}: `;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return new RuntimeFailure({
    code: "build_failed",
    message: `${place}${first?.message ?? "the project cannot be built"}${more}`,
    details: problems,
    at: first?.at,
  });
}

function problemOf(message: Message): Problem {
  const notes = message.notes.map((note) => note.text).filter((text) => text !== "");
  return { message: [message.text, ...notes].join("\n"), at: placeOf(message.location) };
}

function placeOf(location: Message["location"]): SourcePlace | undefined {
  if (location === null || location.namespace === "mega") return undefined;
  // esbuild counts bytes from 0, editors count letters from 1.
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString();
  return { file: location.file, line: location.line, column: before.length + 1 };
}

function hasMessages(error: unknown): error is { readonly errors: readonly Message[] } {
  return typeof error === "object" && error !== null && "errors" in error && Array.isArray(error.errors);
}
