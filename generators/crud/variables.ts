import type { Field } from "../core/field.ts";
import type { EntityName } from "../core/names.ts";
import type { ProjectFacts } from "../core/plan.ts";
import type { TemplateVariables } from "../core/render.ts";
import { factoryVariables } from "./factory.ts";
import { migrationLine, modelLine } from "./field-code.ts";
import { fieldView, listColumns } from "./field-view.ts";
import { migrationStamp } from "../core/migration-file.ts";
import { testVariables } from "./test-variables.ts";

/** Everything that the templates of `templates/crud` may use. */
export function crudVariables(
  input: { readonly entity: EntityName; readonly fields: readonly Field[]; readonly views: boolean },
  facts: ProjectFacts,
): TemplateVariables {
  const { entity, fields, views } = input;
  const fieldViews = fields.map((field) => fieldView(field, { ...input, facts }));
  const choices = fieldViews.filter(({ control }) => control === "datalist");
  return {
    app: facts.app,
    entity,
    views,
    // Within a template, its braces would read as a Handlebars expression.
    idInText: `\${${entity.variable}.id}`,
    up: "../".repeat(entity.depth),
    stamp: migrationStamp(facts),
    modelLines: fields.map(modelLine),
    migrationLines: fields.map(migrationLine),
    fields: fieldViews,
    shown: fieldViews.filter(({ redact }) => !redact),
    list: listColumns(fieldViews),
    choices,
    hasChoices: views && choices.length > 0,
    factory: factoryVariables(fields, entity),
    test: testVariables(fields, entity),
  };
}
