import type { Field } from "../core/fields.ts";
import type { EntityName } from "../core/names.ts";
import type { ProjectFacts } from "../core/plan.ts";
import type { TemplateVariables } from "../core/render.ts";
import { factoryVariables } from "./factory.ts";
import { migrationLine, modelLine } from "./field-code.ts";
import { fieldView, listColumns } from "./field-view.ts";
import { testVariables } from "./test-variables.ts";

/** Everything that the templates of `templates/crud` may use. */
export function crudVariables(
  input: { readonly entity: EntityName; readonly fields: readonly Field[]; readonly views: boolean },
  facts: ProjectFacts,
): TemplateVariables {
  const { entity, fields, views } = input;
  const fieldViews = fields.map((field) => fieldView(field, facts));
  const choices = fieldViews.filter(({ control }) => control === "datalist");
  return {
    app: facts.app,
    entity,
    views,
    // Within a template, its braces would read as a Handlebars expression.
    idInText: `\${${entity.variable}.id}`,
    up: "../".repeat(entity.depth),
    stamp: stampOf(facts.now),
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

/** The local time of a run as migrations carry it: `20261123120000`. */
function stampOf(now: Date): string {
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  return now.getFullYear() + parts.map((part) => String(part).padStart(2, "0")).join("");
}
