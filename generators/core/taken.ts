import { GeneratorError } from "./errors.ts";
import type { ProjectFacts } from "./plan.ts";

/** A table has one model, wherever its file lies. Throws a GeneratorError `name_taken` where another file defines it. */
export function checkTable(table: string, file: string, { models }: ProjectFacts): void {
  for (const [other, model] of models) {
    if (model.table === table && other !== file)
      throw new GeneratorError("name_taken", { what: `the table ${table}`, file: other });
  }
}
