import { GeneratorError } from "../core/errors.ts";
import type { Field } from "../core/field.ts";
import type { ProjectFacts } from "../core/plan.ts";

/** The factories of a project make the rows that its tests and seeds refer to. Throws a GeneratorError `factory_missing`. */
export function checkFactories(fields: readonly Field[], { files }: Pick<ProjectFacts, "files">): void {
  for (const { name, target, optional, isOwner } of fields) {
    const file = `db/factories/${target?.file}.ts`;
    if (target === undefined || optional || isOwner === true || files.has(file)) continue;
    throw new GeneratorError("factory_missing", {
      field: name,
      target: target.file,
      file,
      factory: `${target.variable}Factory`,
    });
  }
}
