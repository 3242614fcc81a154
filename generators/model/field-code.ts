import type { Field } from "../core/field.ts";
import { call, type Code, literal, object, print, property } from "../core/code.ts";
import { FIELD_TYPES } from "../core/field-types.ts";

/** The field's line of a model: `  title: field.string({ max: 200 }),`. */
export function modelLine(field: Field, indent = 2): string {
  if (field.isOwner) return `${property([field.name, call("field.owner", argumentsOf(field))], indent)},`;
  const { type, min, max, precision, scale, optional, unique, index, redact } = field;
  const options = optionsOf(
    { precision, scale, min, max, optional, unique, index: index && !unique && type !== "ref", redact },
    field,
  );
  return `${property([field.name, call(`field.${type}`, [...argumentsOf(field), ...options])], indent)},`;
}

/** The field's line of a migration: `      table.string("title", { max: 200 });`. Only what the database has to know. */
export function migrationLine(field: Field): string {
  const { type, max, precision, scale, optional, unique, index } = field;
  const length = FIELD_TYPES[type].limits === "length" && type !== "text" ? max : undefined;
  const options = optionsOf(
    { precision, scale, max: length, optional, unique, index: index && !unique && type !== "ref" },
    field,
  );
  const code = call(`table.${type}`, [literal(field.name), ...argumentsOf(field), ...options]);
  return `      ${print(code, { indent: 6, column: 6 })};`;
}

/** What stands before the options: the values of an enum, the table of a ref. */
function argumentsOf({ values, target }: Field): readonly Code[] {
  if (values) return [literal(values)];
  return target ? [literal(target.table)] : [];
}

/** The options that say something, as one object; none when there is nothing to say. */
function optionsOf(options: Readonly<Record<string, unknown>>, field: Field): readonly Code[] {
  const said = { ...options, default: field.default };
  const entries = Object.entries(said).filter(([, value]) => value !== undefined && value !== false);
  // `default: false` says something, unlike `optional: false`.
  if (field.default === false) entries.push(["default", false]);
  return entries.length === 0 ? [] : [object(entries.map(([key, value]) => [key, literal(value)]))];
}
