import { GeneratorError } from "./errors.ts";
import type { Operation, ProjectFacts } from "./plan.ts";
import { singularOf, wordsOf } from "./words.ts";

/**
 * Throws a GeneratorError `name_taken` where a new file, or the service in it, would have the name of one that is there, also
 * where only case or number tells the two apart: not every file system does, and not every reader.
 * A file at the very path is no such case: it is compared with what is planned.
 */
export function checkFree(operations: readonly Operation[], { files }: Pick<ProjectFacts, "files">): void {
  const wanted = operations.filter(({ kind, path }) => kind === "create" && !files.has(path));
  if (wanted.length === 0) return;
  const present = new Map([...files].map((file) => [nearFile(file), file]));
  const services = new Map(
    [...files].flatMap((file) => serviceOf(file).map((name) => [nearName(name), file] as const)),
  );
  for (const { path } of wanted) {
    const file = present.get(nearFile(path));
    if (file !== undefined)
      throw new GeneratorError("name_taken", { what: path, file, only: differenceOf(path, file) });
    for (const name of serviceOf(path)) {
      const other = services.get(nearName(name));
      if (other !== undefined) throw new GeneratorError("name_taken", { what: `the service ${name}`, file: other });
    }
  }
}

/** A table has one model, wherever its file lies. Throws a GeneratorError `name_taken` where another file defines it. */
export function checkTable(table: string, file: string, { models }: Pick<ProjectFacts, "models">): void {
  for (const [other, model] of models) {
    if (other !== file && nearName(model.table) === nearName(table))
      throw new GeneratorError("name_taken", { what: `the table ${model.table}`, file: other });
  }
}

/** Equal for files whose names differ in case or number alone, and for migrations also in time. */
function nearFile(path: string): string {
  const lower = path.toLowerCase().replace(/^db\/migrations\/\d{14}-/, "db/migrations/");
  return lower.replace(/([^/._-]+)((?:\.test)?\.ts)$/, (_, last: string, ending: string) => singularOf(last) + ending);
}

/** Equal for names in code that differ in case or number alone. */
function nearName(name: string): string {
  const words = wordsOf(name);
  return [...words.slice(0, -1), ...words.slice(-1).map(singularOf)].join("");
}

function differenceOf(path: string, file: string): "case" | "number" {
  return path.toLowerCase() === file.toLowerCase() ? "case" : "number";
}

/** The name of the service in a file of services, as the runtime reads it: `admin/daily-report` is `adminDailyReport`. */
function serviceOf(path: string): readonly string[] {
  const way = /^apps\/[^/]+\/services\/(.+)\.ts$/.exec(path)?.[1];
  return way === undefined ? [] : [way.replace(/[-_/]+(.)/g, (_, letter: string) => letter.toUpperCase())];
}
