import { checkNotAccounts } from "./auth/tables.ts";
import { checkFactories } from "./model/factories.ts";
import { CODE_WIDTH } from "./core/code.ts";
import type { Field } from "./core/field.ts";
import { parseFields } from "./core/fields.ts";
import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parseEntityName, type EntityName } from "./core/names.ts";
import type { CreateOperation, ProjectFacts } from "./core/plan.ts";
import type { Render } from "./core/render.ts";
import { checkTable } from "./core/taken.ts";
import { testPlace } from "./core/test-place.ts";
import { renderMigration } from "./migration/render.ts";
import { factoryVariables } from "./model/factory.ts";
import { modelLine } from "./model/field-code.ts";

export interface ModelArgs {
  readonly name: string;
  readonly fields: readonly string[];
}

/**
 * Plans a model with its migration, its factory and a test.
 * Throws a GeneratorError: `name_refused`, `fields_refused`, `name_taken`, `factory_missing`.
 */
export function planModel({ args, facts, render }: PlanInput<ModelArgs, unknown>): GeneratorPlan {
  const entity = parseEntityName(args.name);
  const fields = parseFields(args.fields, { entity, facts });
  const operations = renderModel({ entity, fields, alone: true }, facts, render);
  return { operations, advice: { next: ["npx mega db migrate"] } };
}

export interface ModelContent {
  readonly entity: EntityName;
  /** Every stored field, that of the owner included. */
  readonly fields: readonly Field[];
  /** It comes without a service and routes, so that its test is about the model itself. */
  readonly alone: boolean;
}

/** Renders what a table is in a project: model, migration and factory. */
export function renderModel(
  { entity, fields, alone }: ModelContent,
  facts: ProjectFacts,
  render: Render,
): readonly CreateOperation[] {
  const { table, file, flatFiles } = entity;
  checkNotAccounts(table, facts);
  checkTable(table, `apps/${facts.app}/models/${file}.ts`, facts);
  checkFactories(fields, facts);
  const wide = `export const ${entity.model} = defineModel("${table}", {`.length > CODE_WIDTH;
  const variables = {
    app: facts.app,
    entity,
    wide,
    modelLines: fields.map((field) => modelLine(field, wide ? 4 : 2)),
    factory: factoryVariables(fields, entity),
    alone,
    ...testPlace(facts, 1 + entity.depth),
  };
  const migration = { kind: "create", slug: `create-${flatFiles}`, table, fields } as const;
  return [...render("model", variables), ...renderMigration(migration, facts, render)];
}
