import type { Ajv, ErrorObject } from "ajv";

/**
 * Adds the keywords `expects`: what a `pattern` asks for, in the words that follow "must be"; and `secret`: the value is
 * never shown. They refuse nothing.
 */
export function addExpects(ajv: Ajv): Ajv {
  ajv.addKeyword({ keyword: "secret", schemaType: "boolean" });
  return ajv.addKeyword({ keyword: "expects", schemaType: "string" });
}

/** What a value has to be, to follow its name: `must be an integer`. A rule without a line here is said in Ajv's words. */
export function describeMistake({ keyword, params, message, parentSchema }: ErrorObject): string {
  const say = MESSAGES[keyword];
  return say ? say(params as RuleParams, parentSchema ?? {}) : (message ?? `breaks the rule ${keyword}`);
}

/** What Ajv tells of a broken rule; each rule fills in its own. */
interface RuleParams {
  readonly type: string | readonly string[];
  readonly limit: number | string;
  readonly allowedValues: readonly unknown[];
  readonly allowedValue: unknown;
  readonly format: string;
  readonly pattern: string;
}

const MESSAGES: Readonly<Record<string, (params: RuleParams, schema: Readonly<Record<string, unknown>>) => string>> = {
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
  formatMinimum: ({ limit }) => `must be at least ${limit}`,
  formatMaximum: ({ limit }) => `must be at most ${limit}`,
  minItems: ({ limit }) => `must have at least ${limit} items`,
  maxItems: ({ limit }) => `must have at most ${limit} items`,
  minProperties: ({ limit }) => (limit === 1 ? "must not be empty" : `must have at least ${limit} properties`),
  enum: ({ allowedValues }) => `must be one of ${allowedValues.join(", ")}`,
  const: ({ allowedValue }) => `must be ${JSON.stringify(allowedValue)}`,
  format: ({ format }) => `must be ${FORMATS[format] ?? `a valid ${format}`}`,
  pattern: ({ pattern }, { expects }) => (typeof expects === "string" ? `must be ${expects}` : `must match ${pattern}`),
};

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
