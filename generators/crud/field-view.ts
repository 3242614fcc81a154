import type { Field } from "../core/field.ts";
import { FIELD_TYPES, type FieldType } from "../core/field-types.ts";
import type { EntityName } from "../core/names.ts";
import type { ProjectFacts } from "../core/plan.ts";

/** A field as pages show it and ask for it. */
export interface FieldView {
  readonly name: string;
  readonly column: string;
  readonly type: Field["type"];
  readonly control: FieldType["control"];
  /** `type` of its input. */
  readonly input: string;
  /** HTML attributes of its control, each with a space in front: ` required maxlength="200"`. */
  readonly attributes: string;
  /** A Handlebars snippet: what a control with a mistake says to assistive technology. */
  readonly invalid: string;
  readonly optional: boolean;
  readonly redact: boolean;
  readonly values: readonly string[];
  /** A Handlebars snippet that prints its value within a row. */
  readonly display: string;
  /** What a reference offers; null for other fields. */
  readonly choices: Choices | null;
  /** It refers to rows of the same owner only. */
  readonly isOwned: boolean;
}

interface Choices {
  readonly table: string;
  /** The column that names a row in words, or "". */
  readonly label: string;
}

/** What a reference may point to: other models of the project, and the one that is being made. */
export interface Surroundings {
  readonly entity: EntityName;
  readonly fields: readonly Field[];
  readonly views: boolean;
  readonly facts: ProjectFacts;
  readonly ownedRefs: readonly Field[];
}

export function fieldView(field: Field, around: Surroundings): FieldView {
  const { control, input } = FIELD_TYPES[field.type];
  return {
    name: field.name,
    column: field.column,
    type: field.type,
    control,
    input,
    attributes: attributesOf(field)
      .map((attribute) => ` ${attribute}`)
      .join(""),
    invalid: `{{#if form.errors.${field.column}}} aria-invalid="true" aria-describedby="${field.column}-error"{{/if}}`,
    optional: field.optional,
    redact: field.redact,
    values: field.values ?? [],
    display: displayOf(field, around),
    choices: field.target ? { table: field.target.table, label: labelOf(field, around) } : null,
    isOwned: around.ownedRefs.includes(field),
  };
}

const MAX_COLUMNS = 5;

/** The columns of a list: what names a row first, then short values; never a redacted one. */
export function listColumns(views: readonly FieldView[]): {
  readonly title: FieldView | null;
  readonly others: readonly FieldView[];
} {
  const shown = views.filter(({ redact, type }) => !redact && type !== "json");
  const title =
    shown.find(({ type, optional }) => !optional && ["string", "slug", "email", "text"].includes(type)) ?? null;
  const others = shown.filter((view) => view !== title && view.type !== "text").slice(0, MAX_COLUMNS - 1);
  return { title, others };
}

function attributesOf(field: Field): readonly string[] {
  const { type, min, max, optional, scale = 0 } = field;
  const { limits, usual, input } = FIELD_TYPES[type];
  const required = optional || type === "boolean" ? [] : ["required"];
  if (limits === "length") {
    const most = max ?? (usual === Infinity ? undefined : usual);
    const pattern = type === "slug" ? ['pattern="[a-z0-9]+(-[a-z0-9]+)*"'] : [];
    return [...required, ...attribute("minlength", min), ...attribute("maxlength", most), ...pattern];
  }
  switch (type) {
    case "bigint":
      return [...required, 'inputmode="numeric"', 'pattern="-?[0-9]+"'];
    case "decimal":
      return [
        ...required,
        ...attribute("min", min),
        ...attribute("max", max),
        `step="${scale === 0 ? "1" : `0.${"1".padStart(scale, "0")}`}"`,
      ];
    case "float":
      return [...required, ...attribute("min", min), ...attribute("max", max), 'step="any"'];
    case "integer":
      return [...required, ...attribute("min", min), ...attribute("max", max), 'step="1"'];
    case "ref":
      return [...required, 'min="1"', 'step="1"', `list="${field.column}-choices"`];
    default:
      // Times have seconds, which browsers offer only when asked to.
      return input === "time" || input === "datetime-local" ? [...required, 'step="1"'] : required;
  }
}

function attribute(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`${name}="${value}"`];
}

/** Values are reached by `this.`, so that a field may be called as a helper is. */
function displayOf(field: Field, around: Surroundings): string {
  const path = `this.${field.column}`;
  const value = `{{${path}}}`;
  const whenThere = (html: string): string => (field.optional ? `{{#if ${path}}}${html}{{/if}}` : html);
  switch (field.type) {
    case "boolean":
      return `{{#if ${path}}}{{t "actions.yes"}}{{else}}{{t "actions.no"}}{{/if}}`;
    case "json":
      return whenThere(`<code>{{json ${path}}}</code>`);
    case "datetime":
    case "date":
      return whenThere(`<time datetime="${value}">${value}</time>`);
    case "email":
      return whenThere(`<a href="mailto:${value}">${value}</a>`);
    case "url":
      return whenThere(`<a href="${value}" rel="noopener noreferrer">${value}</a>`);
    case "ref":
      return whenThere(
        hasPages(field, around) ? `<a href="${field.target?.pageRoute}/${value}">#${value}</a>` : `#${value}`,
      );
    default:
      return value;
  }
}

function hasPages({ target }: Field, { entity, views, facts }: Surroundings): boolean {
  return target?.table === entity.table ? views : facts.files.has(`apps/${facts.app}/views/${target?.files}/show.hbs`);
}

function labelOf({ target }: Field, { entity, fields, facts }: Surroundings): string {
  if (target?.table === entity.table) return fields.find(isLabel)?.column ?? "";
  return [...facts.models.values()].find(({ table }) => table === target?.table)?.labelColumn ?? "";
}

function isLabel({ type, redact }: Field): boolean {
  return !redact && (type === "string" || type === "email" || type === "slug");
}
