import type { Field } from "../core/field.ts";
import type { EntityName } from "../core/names.ts";
import type { ProjectFacts } from "../core/plan.ts";
import type { TemplateVariables } from "../core/render.ts";
import { fieldView, listColumns } from "./field-view.ts";
import { ownerField, refersToOwned } from "./owner.ts";
import { testVariables } from "./test-variables.ts";

interface CrudVariablesInput {
  readonly entity: EntityName;
  readonly fields: readonly Field[];
  readonly owner: EntityName | null;
  readonly views: boolean;
}

/** Everything that the templates of `templates/crud` may use. */
export function crudVariables(input: CrudVariablesInput, facts: ProjectFacts): TemplateVariables {
  const { entity, fields, views } = input;
  const owner = input.owner && ownerField(input.owner);
  const ownedRefs = owner ? fields.filter((field) => refersToOwned(field, entity, facts)) : [];
  const fieldViews = fields.map((field) => fieldView(field, { ...input, facts, ownedRefs }));
  const choices = fieldViews.filter(({ control }) => control === "datalist");
  return {
    app: facts.app,
    entity,
    views,
    // Within a template, its braces would read as a Handlebars expression.
    idInText: `\${${entity.variable}.id}`,
    up: "../".repeat(entity.depth),
    owner,
    ownedRefs,
    ownedRefNames: ownedRefs.map(({ column }) => column).join(", "),
    fields: fieldViews,
    shown: fieldViews.filter(({ redact }) => !redact),
    list: listColumns(fieldViews),
    choices,
    hasChoices: views && choices.length > 0,
    test: testVariables(fields, { entity, owner, ownedRefs }),
  };
}
