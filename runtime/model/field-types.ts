import { MegaError } from "../core/errors/errors.ts";
import {
  decodeBoolean,
  decodeDatetime,
  decodeJson,
  decodeNumber,
  decodeText,
  decodeTime,
  encodeBoolean,
  encodeDatetime,
  encodeJson,
  encodeText,
  type Decode,
  type Encode,
} from "./form-text.ts";
import type { FieldOptions } from "./field-options.ts";
import type { JsonSchema } from "./json-schema.ts";

export type FieldKind =
  | "string"
  | "text"
  | "email"
  | "url"
  | "slug"
  | "uuid"
  | "integer"
  | "bigint"
  | "float"
  | "decimal"
  | "boolean"
  | "date"
  | "time"
  | "datetime"
  | "json"
  | "enum"
  | "ref";

/** Every option that some kind of field takes. */
export interface FieldSettings extends FieldOptions {
  readonly min?: number | string;
  readonly max?: number | string;
  readonly default?: unknown;
  readonly precision?: number;
  readonly scale?: number;
  readonly values?: readonly string[];
  readonly to?: string;
  readonly owner?: boolean;
}

/** The databases that the field-type table has a column for. */
export type SqlDialect = "sqlite";

/** What one kind of field means in each place it shows up; its TypeScript type stands in the builders of `field`. */
export interface FieldType {
  /** A value in an answer. */
  readonly output: JsonSchema;
  /** A value in a request. `canonical` names the one spelling it is stored in. */
  readonly input: (settings: FieldSettings) => JsonSchema;
  /** The column's type in each database. */
  readonly sql: Readonly<Record<SqlDialect, (settings: FieldSettings) => string>>;
  /** From the text of an HTML form's input, and back to it. */
  readonly form: Decode;
  readonly formText: Encode;
  /** A list takes `?column=value`. */
  readonly filter: boolean;
  /** A list can be ordered by it. */
  readonly sortable: boolean;
}

/**
 * THE table of field types. The declared SQL types are what the adapters decode by: `boolean`, `bigint`, `decimal(p, s)`
 * and `json` columns are not read as the database has them.
 */
export const FIELD_TYPES: Readonly<Record<FieldKind, FieldType>> = {
  string: text((s) => ({ minLength: s.min, maxLength: s.max ?? 255 }), varchar(255)),
  text: {
    ...text(
      (s) => ({ minLength: s.min, maxLength: s.max }),
      () => "text",
    ),
    filter: false,
    sortable: false,
  },
  email: text((s) => ({ format: "email", minLength: s.min, maxLength: s.max ?? 254 }), varchar(254)),
  url: text((s) => ({ format: "http-url", minLength: s.min, maxLength: s.max ?? 2048 }), varchar(2048)),
  slug: text((s) => ({ format: "slug", minLength: s.min, maxLength: s.max ?? 255 }), varchar(255)),
  uuid: text(
    () => ({ format: "uuid", maxLength: 36, canonical: "uuid" }),
    () => "char(36)",
  ),
  integer: {
    output: { type: "integer" },
    input: (s) => ({
      type: "integer",
      minimum: s.min ?? Number.MIN_SAFE_INTEGER,
      maximum: s.max ?? Number.MAX_SAFE_INTEGER,
    }),
    sql: { sqlite: () => "integer" },
    form: decodeNumber,
    formText: encodeText,
    filter: true,
    sortable: true,
  },
  bigint: text(
    (s) => ({ format: "int64", formatMinimum: string(s.min), formatMaximum: string(s.max), canonical: "int64" }),
    () => "bigint",
  ),
  float: {
    output: { type: "number" },
    input: (s) => ({ type: "number", minimum: s.min, maximum: s.max }),
    sql: { sqlite: () => "real" },
    form: decodeNumber,
    formText: encodeText,
    filter: true,
    sortable: true,
  },
  decimal: text(
    (s) => ({
      format: "decimal",
      digits: [(s.precision ?? 0) - (s.scale ?? 0), s.scale ?? 0],
      formatMinimum: string(s.min),
      formatMaximum: string(s.max),
    }),
    sqliteDecimal,
  ),
  boolean: {
    output: { type: "boolean" },
    input: () => ({ type: "boolean" }),
    sql: { sqlite: () => "boolean" },
    form: decodeBoolean,
    formText: encodeBoolean,
    filter: true,
    sortable: true,
  },
  date: text(
    () => ({ format: "date" }),
    () => "date",
  ),
  time: {
    ...text(
      () => ({ format: "time-of-day", canonical: "time-of-day" }),
      () => "time",
    ),
    form: decodeTime,
    formText: encodeText,
  },
  datetime: {
    ...text(
      () => ({ format: "date-time", canonical: "date-time" }),
      () => "datetime",
    ),
    form: decodeDatetime,
    formText: encodeDatetime,
  },
  json: {
    output: {},
    input: () => ({ type: ["object", "array"] }),
    sql: { sqlite: () => "json" },
    form: decodeJson,
    formText: encodeJson,
    filter: false,
    sortable: false,
  },
  enum: text((s) => ({ enum: s.values ?? [] }), varchar(255)),
  ref: {
    output: { type: "integer" },
    input: () => ({ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    sql: { sqlite: () => "integer" },
    form: decodeNumber,
    formText: encodeText,
    filter: true,
    sortable: true,
  },
};

function text(rules: (settings: FieldSettings) => JsonSchema, sqlite: (settings: FieldSettings) => string): FieldType {
  return {
    output: { type: "string" },
    input: (settings) => ({ type: "string", ...rules(settings) }),
    sql: { sqlite },
    form: decodeText,
    formText: encodeText,
    filter: true,
    sortable: true,
  };
}

function varchar(length: number): (settings: FieldSettings) => string {
  return ({ max }) => `varchar(${max ?? length})`;
}

// SQLite keeps decimals as 64-bit floats, which are exact up to 15 digits.
function sqliteDecimal({ precision = 0, scale = 0 }: FieldSettings): string {
  if (precision > 15) throw new MegaError("decimal_too_precise", { precision, limit: 15, driver: "sqlite" });
  return `decimal(${precision}, ${scale})`;
}

function string(limit: number | string | undefined): string | undefined {
  return limit === undefined ? undefined : String(limit);
}
