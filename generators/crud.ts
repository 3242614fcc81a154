import { checkPlan } from "./core/check-plan.ts";
import type { Field } from "./core/field.ts";
import { crudLocales } from "./crud/locales.ts";
import { checkOwner, ownerField } from "./crud/owner.ts";
import { renderStore } from "./crud/store.ts";
import { crudVariables } from "./crud/variables.ts";
import type { EntityName } from "./core/names.ts";
import type { Plan, ProjectFacts } from "./core/plan.ts";
import type { Render } from "./core/render.ts";

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
 * Throws a GeneratorError: `name_taken` (another model, service or route file has the name), `factory_missing`, `owner_missing`.
 */
export function crudPlan(input: CrudInput, facts: ProjectFacts, render: Render): Plan {
  const { entity, fields, owner } = input;
  if (owner) checkOwner(owner, fields, facts);
  const stored = owner ? [...fields, ownerField(owner)] : fields;
  const variables = crudVariables(input, facts);
  const operations = [
    ...renderStore({ entity, fields: stored }, { variables, facts, render }),
    ...render("crud", variables),
    ...crudLocales(input, facts),
  ];
  checkPlan(operations, facts);
  return { command: input.command, operations };
}
