import { MegaError } from "../core/errors/errors.ts";
import { FIELD_TYPES, type FieldKind, type FieldSettings, type FieldType } from "./field-types.ts";
import type { Field } from "./field.ts";
import type { Fields } from "./row.ts";

/** One column of a model's table. */
export interface Column {
  /** Its name in rows and queries: `authorId`. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly settings: FieldSettings;
  readonly type: FieldType;
  /** Filled in by the framework, the database or a service: no request may set it. */
  readonly generated: boolean;
}

/** Names that the framework's own columns and the query of a list take. */
export const RESERVED_NAMES: readonly string[] = [
  "id",
  "version",
  "createdAt",
  "updatedAt",
  "limit",
  "cursor",
  "sort",
  "q",
];

/** The columns of a table by name, in order. Throws `model_invalid` with all mistakes of the fields. */
export function listColumns(table: string, fields: Fields): Readonly<Record<string, Column>> {
  const own = Object.entries(fields).map(([name, field]) => fieldColumn(name, field));
  const mistakes = [...misnamed([table]), ...findMistakes(own)];
  if (mistakes.length > 0) throw new MegaError("model_invalid", { table, mistakes });
  const columns = [
    generated("id", "integer"),
    ...own,
    generated("version", "integer"),
    generated("createdAt", "datetime"),
    generated("updatedAt", "datetime"),
  ];
  return Object.fromEntries(columns.map((column) => [column.name, column]));
}

/** The inputs of a form by name, in order. Throws `form_invalid` with all mistakes of the fields. */
export function inputColumns(fields: Fields): Readonly<Record<string, Column>> {
  const columns = Object.entries(fields).map(([name, field]) => fieldColumn(name, field));
  const mistakes = findMistakes(columns);
  if (mistakes.length > 0) throw new MegaError("form_invalid", { mistakes });
  return Object.fromEntries(columns.map((column) => [column.name, column]));
}

function fieldColumn(name: string, { kind, options }: Field): Column {
  const column = kind === "ref" ? `${name}Id` : name;
  // The builders of `field` give each kind its own options, and all of them are settings.
  const settings: FieldSettings = options;
  return { name: column, kind, settings, type: FIELD_TYPES[kind], generated: settings.owner === true };
}

function generated(name: string, kind: FieldKind): Column {
  return { name, kind, settings: {}, type: FIELD_TYPES[kind], generated: true };
}

function findMistakes(columns: readonly Column[]): readonly string[] {
  const names = columns.map(({ name }) => name);
  return [
    ...misnamed(names),
    ...names.filter((name) => RESERVED_NAMES.includes(name)).map((name) => `\`${name}\` is reserved`),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => `two fields use the column \`${name}\``),
  ];
}

function misnamed(names: readonly string[]): readonly string[] {
  return names.filter((name) => !/^[a-z][a-zA-Z0-9]*$/.test(name)).map((name) => `\`${name}\` is not a camelCase name`);
}
