import type { FieldArgument, FieldTypeName, ModifierName } from "./field.ts";

/** What one field type takes on the command line, and what it is in a page. */
export interface FieldType {
  readonly modifiers: readonly ModifierName[];
  /** What `min` and `max` limit. */
  readonly limits: "length" | "value" | "none";
  /** The lengths that `max` may have, and that no text is beyond; only of types limited by length. */
  readonly shortest?: number;
  readonly longest?: number;
  /** The greatest length when nothing is said. */
  readonly usual?: number;
  /** The value that a `default=` (or a `min=` of a number) stands for; undefined when it is none of this type. */
  readonly readValue: (text: string, argument: FieldArgument) => unknown;
  /** What a value has to be, in words. */
  readonly expects: string;
  /** The control of its form. */
  readonly control: "input" | "textarea" | "checkbox" | "select" | "datalist";
  /** `type` of its input. */
  readonly input: string;
}

const PLAIN = ["optional", "unique", "index", "redact", "default"] as const;
const SIZED = [...PLAIN, "min", "max"] as const;

/** THE table of field types on the generators' side; the runtime's own says what they are in SQL and JSON Schema. */
export const FIELD_TYPES: Readonly<Record<FieldTypeName, FieldType>> = {
  string: text({ expects: "text", longest: 10_000, usual: 255 }),
  text: {
    ...text({ expects: "text", longest: 1_000_000, usual: Infinity }),
    modifiers: ["optional", "redact", "default", "min", "max"],
    control: "textarea",
  },
  email: text({
    expects: "an email address",
    pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    input: "email",
    shortest: 20,
    longest: 254,
    usual: 254,
  }),
  url: text({
    expects: "an http or https address",
    pattern: /^https?:\/\/\S+$/i,
    input: "url",
    shortest: 30,
    longest: 2048,
    usual: 2048,
  }),
  slug: text({
    expects: "lower-case words joined by hyphens",
    pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    longest: 10_000,
    usual: 255,
  }),
  uuid: fixed({
    expects: "a UUID",
    readValue: matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    input: "text",
  }),
  integer: number({ expects: "a whole number", readValue: safeInteger }),
  bigint: { ...number({ expects: "a whole number within 64 bits", readValue: int64 }), input: "text" },
  float: number({ expects: "a number", readValue: finite }),
  decimal: number({ expects: "a number within its digits", readValue: decimal }),
  boolean: {
    ...fixed({ expects: "true or false", readValue: trueOrFalse, input: "checkbox" }),
    modifiers: ["optional", "index", "redact", "default"],
    control: "checkbox",
  },
  date: fixed({ expects: "a date such as 2026-01-31", readValue: calendarDate, input: "date" }),
  time: fixed({
    expects: "a time such as 09:30:00",
    readValue: matching(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/),
    input: "time",
  }),
  datetime: fixed({
    expects: "a moment in UTC such as 2026-01-31T09:30:00Z",
    readValue: moment,
    input: "datetime-local",
  }),
  json: {
    ...fixed({ expects: 'an object or array such as {"a":1}', readValue: jsonValue, input: "" }),
    modifiers: ["optional", "redact", "default"],
    control: "textarea",
  },
  enum: {
    ...fixed({ expects: "one of its values", readValue: oneOfValues, input: "" }),
    modifiers: ["optional", "index", "redact", "default"],
    control: "select",
  },
  ref: {
    ...fixed({ expects: "the id of a row", readValue: () => undefined, input: "number" }),
    modifiers: ["optional", "unique", "index", "redact"],
    control: "datalist",
  },
};

interface TextRow {
  readonly expects: string;
  readonly longest: number;
  readonly usual: number;
  readonly shortest?: number;
  readonly pattern?: RegExp;
  readonly input?: string;
}

function text({ pattern = /^/, input = "text", ...row }: TextRow): FieldType {
  return { modifiers: SIZED, limits: "length", readValue: matching(pattern), control: "input", input, ...row };
}

function number(row: Pick<FieldType, "expects" | "readValue">): FieldType {
  return { modifiers: SIZED, limits: "value", control: "input", input: "number", ...row };
}

function fixed(row: Pick<FieldType, "expects" | "readValue" | "input">): FieldType {
  return { modifiers: PLAIN, limits: "none", control: "input", ...row };
}

function matching(pattern: RegExp): FieldType["readValue"] {
  return (value) => (pattern.test(value) ? value : undefined);
}

function trueOrFalse(value: string): boolean | undefined {
  if (value === "true") return true;
  return value === "false" ? false : undefined;
}

function oneOfValues(value: string, { values = [] }: FieldArgument): string | undefined {
  return values.includes(value) ? value : undefined;
}

function safeInteger(value: string): number | undefined {
  const number = Number(value);
  return /^-?(?:0|[1-9][0-9]*)$/.test(value) && Number.isSafeInteger(number) ? number + 0 : undefined;
}

function int64(value: string): string | undefined {
  if (!/^(?:0|-?[1-9][0-9]{0,18})$/.test(value)) return undefined;
  return BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? value : undefined;
}

function finite(value: string): number | undefined {
  const number = Number(value);
  return /^-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?$/i.test(value) && Number.isFinite(number) ? number : undefined;
}

/** With all its digits behind the point, as it is stored: `9.5` of `decimal:10,2` is `9.50`. */
function decimal(value: string, { precision = 0, scale = 0 }: FieldArgument): string | undefined {
  const match = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(value);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = ""] = match;
  const fits = fraction.length <= scale && (whole === "0" || whole.length <= precision - scale);
  if (!fits) return undefined;
  return sign + whole + (scale > 0 ? `.${fraction.padEnd(scale, "0")}` : "");
}

function calendarDate(value: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return undefined;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value) ? value : undefined;
}

function moment(value: string): string | undefined {
  const [, day = ""] = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,3})?Z$/.exec(value) ?? [];
  return calendarDate(day) === undefined ? undefined : new Date(value).toISOString();
}

function jsonValue(value: string): unknown {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}
