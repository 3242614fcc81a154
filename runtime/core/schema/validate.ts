import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

import { compileCoercion } from "./coerce.ts";
import { makeDetail } from "./details.ts";
import type { ValidationDetail } from "../errors/error-entry.ts";
import { addFieldFormats } from "./formats.ts";
import { resolvable } from "./schema-ids.ts";
import { checkOf, META_SCHEMA } from "./schema-check.ts";
import { addUpload } from "../upload.ts";
import { addExpects } from "./validation-messages.ts";

/** At most this many mistakes of one input are told. */
export const MAX_VALIDATION_DETAILS = 50;

/** Bodies above this size in bytes are told their first mistake only, so that a large broken body costs one pass. */
export const FULL_REPORT_LIMIT: number = 64 * 1024;

/** `exact`: JSON bodies. `text`: query, path and headers, where everything arrives as text and is coerced. */
export type InputKind = "exact" | "text";

/** Null when the input is right, else its mistakes. Fills in the schema's defaults; `text` input is coerced in place. */
export type Validator = (input: unknown) => readonly ValidationDetail[] | null;

/**
 * Compiles a JSON Schema. The validator stops at the first mistake; only then the input is validated again for all.
 * @throws when the schema itself is wrong
 */
export function compileValidator(given: object, kind: InputKind = "exact"): Validator {
  const schema = resolvable(given);
  const isValid = ajv("first").compile(schema);
  const coerce = kind === "text" ? compileCoercion(schema) : null;
  let full: ValidateFunction | undefined;
  return (input) => {
    coerce?.(input);
    if (isValid(input)) return null;
    const first = toDetails(isValid);
    if (typeof input === "object" && input !== null && largeInputs.has(input)) return first;
    full ??= ajv("all").compile(schema);
    // What the first pass has filled in and rewritten may please the second one: the input is refused for what it was.
    return full(input) ? first : toDetails(full);
  };
}

/** Notes that an input came from more than FULL_REPORT_LIMIT bytes. */
export function markLarge(input: unknown): void {
  if (typeof input === "object" && input !== null) largeInputs.add(input);
}

/** Ajv's error in mega's shape, in English; the error handler says it in the request's language. A missing or unknown property is named by the path. */
export function ajvErrorToValidationError(error: ErrorObject): ValidationDetail {
  const property = namedProperty(error);
  const path = property === undefined ? error.instancePath : `${error.instancePath}/${escapePointer(property)}`;
  const { keyword: rule, params, parentSchema: schema, message: otherwise } = error;
  return makeDetail({ path, rule, params, schema, otherwise });
}

const largeInputs = new WeakSet<object>();
const instances = new Map<string, Ajv>();

function ajv(errors: "first" | "all"): Ajv {
  const known = instances.get(errors);
  if (known) return known;
  const made = new Ajv({
    allErrors: errors === "all",
    // What is validated again for all mistakes is a schema that was held against the schema of schemas for the first.
    validateSchema: errors === "first",
    useDefaults: true,
    strictTypes: false,
    strictTuples: false,
    allowUnionTypes: true,
    // A schema with an `$id` may be compiled by several routes.
    addUsedSchema: false,
    // The messages read the schema that was broken.
    verbose: true,
  });
  addFieldFormats(formats.default(made, { keywords: true }));
  addUpload(addExpects(made));
  // Every Ajv has it; compiling it takes as long as the schemas of many routes.
  Object.assign(made.schemas[META_SCHEMA] as object, { validate: checkOf(META_SCHEMA) });
  instances.set(errors, made);
  return made;
}

/** What a validator has just refused an input for. */
function toDetails({ errors }: ValidateFunction): readonly ValidationDetail[] {
  const details: ValidationDetail[] = [];
  // Null only after an input that was right.
  for (const error of errors as readonly ErrorObject[]) {
    if (details.length === MAX_VALIDATION_DETAILS) break;
    const detail = ajvErrorToValidationError(error);
    // A value that breaks its format cannot be rewritten either: that says nothing new.
    if (detail.rule === "canonical" && details.some(({ path }) => path === detail.path)) continue;
    details.push(detail);
  }
  return details;
}

function namedProperty({ keyword, params }: ErrorObject): string | undefined {
  if (keyword === "required") return params["missingProperty"];
  if (keyword === "additionalProperties") return params["additionalProperty"];
  if (keyword === "unevaluatedProperties") return params["unevaluatedProperty"];
  return undefined;
}

function escapePointer(property: string): string {
  return property.replaceAll("~", "~0").replaceAll("/", "~1");
}
