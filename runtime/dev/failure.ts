import { isMegaError } from "../core/errors/errors.ts";
import { placeOfError } from "../core/stack-place.ts";
import type { ProjectSources, Failure } from "./messages.ts";
import { findImport } from "./source-text.ts";

/** Any thrown thing as it crosses the process border, with the line of the project that it comes from. */
export function toFailure(thrown: unknown, project: ProjectSources | null): Failure {
  const error = thrown instanceof Error ? thrown : new Error(`a value was thrown that is no error: ${String(thrown)}`);
  if (project !== null) {
    const known = causesOf(error).flatMap((cause) => importFailure(cause, project) ?? []);
    if (known[0] !== undefined) return known[0];
  }
  const thrownAt = project === null ? undefined : placeOfError(error, project.root);
  const at = isMegaError(error) ? (error.at ?? thrownAt) : thrownAt;
  if (!isMegaError(error))
    return { code: at === undefined ? "unexpected" : "app_threw", message: String(error), at, stack: fullStack(error) };
  return { code: error.code, message: error.message, hint: error.hint, details: error.details, at };
}

const PACKAGE_MISSING = /^Cannot find package '([^']+)' imported from (.+)$/;
const EXPORT_MISSING = /^The requested module '([^']+)' does not provide an export named '([^']+)'/;

/** The error and what it wraps. */
function causesOf(error: Error): readonly Error[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

/** The two failures of linking a compiled module. Node names the compiled file; the reader wants the project's. */
function importFailure(error: Error, project: ProjectSources): Failure | null {
  const [, missing, importer] = PACKAGE_MISSING.exec(error.message) ?? [];
  if (missing !== undefined) {
    const at = findImport(project, { from: missing });
    const by = at?.file ?? importer;
    return {
      code: "package_missing",
      message: `${by} imports \`${missing}\`, which is not installed.`,
      hint: `Run \`npm install ${missing}\`.`,
      at,
    };
  }
  const [, linked, name] = EXPORT_MISSING.exec(error.message) ?? [];
  if (linked === undefined || name === undefined) return null;
  // A file of the project is linked as the module that was made of it.
  const module = linked.startsWith(".") ? linked.replace(/\.mjs$/, "") : linked;
  const at = findImport(project, { from: module, name });
  const message = `${at?.file ?? "a file"} imports \`${name}\` from \`${module}\`, which has no such export.`;
  return {
    code: "export_missing",
    message,
    hint: `Look for a misspelt name; a type is imported with \`import type\`.`,
    at,
  };
}

function fullStack(error: Error): string {
  const own = error.stack ?? String(error);
  return error.cause instanceof Error ? `${own}\ncaused by ${fullStack(error.cause)}` : own;
}
