import type { Field } from "./core/field.ts";
import { crudLocales } from "./crud/locales.ts";
import { checkOwner } from "./crud/owner.ts";
import { crudVariables } from "./crud/variables.ts";
import { GeneratorError } from "./core/errors.ts";
import { keepMigrationPath } from "./core/migration-file.ts";
import type { EntityName } from "./core/names.ts";
import type { Plan, ProjectFacts } from "./core/plan.ts";
import { renderTemplates } from "./core/render.ts";
import { checkTable } from "./core/taken.ts";

export interface CrudInput {
  /** As typed, for the journal. */
  readonly command: string;
  readonly entity: EntityName;
  readonly fields: readonly Field[];
  /** Whose rows they are; null for everybody's. */
  readonly owner: EntityName | null;
  /** HTML pages as well as the JSON routes. */
  readonly views: boolean;
}

/**
 * Plans a resource: model, migration, service, routes, seed, factory, tests, texts, and pages where they are wanted.
 * Throws a GeneratorError: `name_taken` (another model, service or route file has the name), `factory_missing`.
 */
export function crudPlan(input: CrudInput, facts: ProjectFacts): Plan {
  const { table, file } = input.entity;
  checkTable(table, `apps/${facts.app}/models/${file}.ts`, facts);
  checkFactories(input.fields, facts);
  if (input.owner) checkOwner(input.owner, input.fields, facts);
  const files = renderTemplates("crud", crudVariables(input, facts));
  return {
    command: input.command,
    operations: [...files.map((file) => keepMigrationPath(file, facts)), ...crudLocales(input, facts)],
  };
}

/** The factories of a project make the rows that its tests and seeds refer to. */
function checkFactories(fields: readonly Field[], { files }: ProjectFacts): void {
  for (const { name, target, optional } of fields) {
    const file = `db/factories/${target?.file}.ts`;
    if (target === undefined || optional || files.has(file)) continue;
    throw new GeneratorError("factory_missing", {
      field: name,
      target: target.file,
      file,
      factory: `${target.variable}Factory`,
    });
  }
}
