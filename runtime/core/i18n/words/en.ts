import { DATA_ERRORS } from "../../errors/data-errors.ts";
import type { ErrorEntry } from "../../errors/error-entry.ts";
import { REQUEST_ERRORS } from "../../errors/request-errors.ts";
import { SECURITY_ERRORS } from "../../errors/security-errors.ts";
import { SESSION_ERRORS } from "../../errors/session-errors.ts";
import type { Words } from "./words.ts";

/** English: its errors are those of the tables. */
export const EN: Words = {
  errors: {
    ...messagesOf(REQUEST_ERRORS),
    ...messagesOf(SECURITY_ERRORS),
    session_conflict: SESSION_ERRORS.session_conflict.message,
    session_gone: SESSION_ERRORS.session_gone.message,
    unique_violation: DATA_ERRORS.unique_violation.message,
    row_referenced: DATA_ERRORS.row_referenced.message,
    reference_missing: DATA_ERRORS.reference_missing.message,
    value_missing: DATA_ERRORS.value_missing.message,
  },
  rules: {
    required: () => "is required",
    additionalProperties: () => "is not known",
    unevaluatedProperties: () => "is not known",
    type: ({ type }) => `must be ${typeNames(String(type))}`,
    minLength: ({ limit }) => (limit === 1 ? "must not be empty" : `must have at least ${limit} characters`),
    maxLength: ({ limit }) => `must have at most ${limit} characters`,
    minimum: ({ limit }) => `must be at least ${limit}`,
    maximum: ({ limit }) => `must be at most ${limit}`,
    exclusiveMinimum: ({ limit }) => `must be greater than ${limit}`,
    exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
    multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
    formatMinimum: ({ limit }) => `must be at least ${limit}`,
    formatMaximum: ({ limit }) => `must be at most ${limit}`,
    minItems: ({ limit }) => `must have at least ${limit} items`,
    maxItems: ({ limit }) => `must have at most ${limit} items`,
    uniqueItems: () => "must not have the same item twice",
    minProperties: ({ limit }) => (limit === 1 ? "must not be empty" : `must have at least ${limit} properties`),
    enum: ({ allowedValues }) => `must be one of ${allowedValues.join(", ")}`,
    const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
    format: ({ format }) => `must be ${FORMATS[format] ?? `a valid ${format}`}`,
    pattern: ({ pattern }, { expects }) =>
      typeof expects === "string" ? `must be ${expects}` : `must match ${pattern}`,
    upload: () => "must be a file",
    unique: () => "is taken already",
    reference: () => "points to no row",
    notNull: () => "must not be null",
    json: ({ reason }) => `is not JSON: ${reason}`,
  },
  about: (name, what) => `${name === null ? "The input" : `\`${name}\``} ${what}`,
  page: {
    titles: {},
    home: "To the start page",
    request: (id) => `Request ${id}`,
  },
};

type Messages<Table> = {
  [Code in keyof Table]: Table[Code] extends ErrorEntry<infer Params> ? (params: Params) => string : never;
};

function messagesOf<Table extends object>(table: Table): Messages<Table> {
  const messages = Object.entries(table).map(([code, entry]) => [code, (entry as ErrorEntry<unknown>).message]);
  // One message for each row of the table.
  return Object.fromEntries(messages) as Messages<Table>;
}

/** The formats of mega's fields, in words. */
const FORMATS: Readonly<Record<string, string>> = {
  email: "an email address",
  "http-url": "an http or https address",
  slug: "lower-case words joined by hyphens",
  uuid: "a UUID",
  int64: "a whole number within 64 bits",
  decimal: "a decimal number such as 12.50",
  date: "a date such as 2026-01-31",
  "time-of-day": "a time such as 09:30:00",
  "date-time": "a moment such as 2026-01-31T09:30:00Z",
};

function typeNames(types: string): string {
  return types
    .split(",")
    .map((type) => (type === "null" ? type : `${/^[aio]/.test(type) ? "an" : "a"} ${type}`))
    .join(" or ");
}
