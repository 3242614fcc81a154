import type { Field } from "./core/field.ts";
import { crudLocales } from "./crud/locales.ts";
import { crudVariables } from "./crud/variables.ts";
import { GeneratorError } from "./core/errors.ts";
import type { EntityName } from "./core/names.ts";
import type { CreateOperation, Plan, ProjectFacts } from "./core/plan.ts";
import { renderTemplates } from "./core/render.ts";

export interface CrudInput {
  /** As typed, for the journal. */
  readonly command: string;
  readonly entity: EntityName;
  readonly fields: readonly Field[];
  /** HTML pages as well as the JSON routes. */
  readonly views: boolean;
}

/**
 * Plans a resource: model, migration, service, routes, seed, factory, tests, texts, and pages where they are wanted.
 * Throws a GeneratorError: `name_taken` (another model, service or route file has the name), `factory_missing`.
 */
export function crudPlan(input: CrudInput, facts: ProjectFacts): Plan {
  checkNames(input.entity, facts);
  checkFactories(input.fields, facts);
  const files = renderTemplates("crud", crudVariables(input, facts));
  return {
    command: input.command,
    operations: [...files.map((file) => keepMigrationPath(file, facts)), ...crudLocales(input, facts)],
  };
}

/** A table has one model, wherever its file lies. */
function checkNames(entity: EntityName, { app, models }: ProjectFacts): void {
  const own = `apps/${app}/models/${entity.file}.ts`;
  for (const [file, { table }] of models) {
    if (table === entity.table && file !== own)
      throw new GeneratorError("name_taken", { what: `the table ${table}`, file });
  }
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

/** A migration is known by its slug: one that is there already keeps its time. */
function keepMigrationPath(operation: CreateOperation, { files }: ProjectFacts): CreateOperation {
  const slug = /^db\/migrations\/\d{14}(-.*\.ts)$/.exec(operation.path)?.[1];
  if (slug === undefined) return operation;
  const present = [...files].find(
    (file) => /^db\/migrations\/\d{14}-/.test(file) && file.slice("db/migrations/".length + 14) === slug,
  );
  return present === undefined ? operation : { ...operation, path: present };
}
