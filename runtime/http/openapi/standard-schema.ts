import { isObject, type JsonObject } from "./json-object.ts";

/**
 * A schema as mega validates by it (JSON Schema draft 7 with ajv's and mega's own keywords) in the words of draft 2020-12.
 * Only the schema itself: what lies in it is translated when it is written.
 */
export function toStandard(schema: JsonObject): JsonObject {
  return [files, modernItems, modernDependencies, jsonTypes, fieldFormats, inWords].reduce(
    (result, translate) => translate(result),
    schema,
  );
}

/** A file of a form, as `upload()` asks for it; which files is said in words. */
function files(schema: JsonObject): JsonObject {
  const { upload, type: _type, description, ...rest } = schema;
  if (!isObject(upload)) return schema;
  const { types, maxBytes } = upload;
  const sentences = [
    description,
    Array.isArray(types) && `Content types: ${types.join(", ")}.`,
    typeof maxBytes === "number" && `At most ${maxBytes} bytes.`,
  ].filter((part) => typeof part === "string");
  const words = sentences.length === 0 ? {} : { description: sentences.join(" ") };
  return { type: "string", format: "binary", ...rest, ...words };
}

function modernItems(schema: JsonObject): JsonObject {
  const { items, additionalItems, ...rest } = schema;
  if (Array.isArray(items)) {
    return { ...rest, prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) };
  }
  return items === undefined ? rest : { ...rest, items };
}

function modernDependencies(schema: JsonObject): JsonObject {
  const { dependencies, ...rest } = schema;
  if (!isObject(dependencies)) return rest;
  const [lists, schemas] = [true, false].map((isList) =>
    Object.entries(dependencies).filter(([, value]) => Array.isArray(value) === isList),
  ) as [JsonEntries, JsonEntries];
  return {
    ...rest,
    ...(lists.length === 0 ? {} : { dependentRequired: Object.fromEntries(lists) }),
    ...(schemas.length === 0 ? {} : { dependentSchemas: Object.fromEntries(schemas) }),
  };
}

type JsonEntries = [string, unknown][];

const JSON_TYPES: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean", "null", "array", "object"]);

/** TypeBox has types that JSON cannot say; ajv has `nullable`. */
function jsonTypes(schema: JsonObject): JsonObject {
  const { type, nullable, ...rest } = schema;
  if (type === undefined) return rest;
  const listed = (Array.isArray(type) ? type : [type]).filter((one) => JSON_TYPES.has(one));
  const types = nullable === true && !listed.includes("null") ? [...listed, "null"] : listed;
  if (types.length === 0) return rest;
  return { type: types.length === 1 ? types[0] : types, ...rest };
}

/** What the formats of mega's fields mean, for those who do not know them. */
const FORMATS: Readonly<Record<string, JsonObject>> = {
  int64: { format: "int64", pattern: "^-?\\d{1,19}$" },
  decimal: { format: "decimal", pattern: "^-?\\d{1,65}(?:\\.\\d{1,65})?$" },
  "http-url": { format: "uri", pattern: "^[Hh][Tt][Tt][Pp][Ss]?://" },
  slug: { pattern: "^[a-z0-9]+(?:-[a-z0-9]+)*$" },
  "time-of-day": { pattern: "^(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?$" },
};

function fieldFormats(schema: JsonObject): JsonObject {
  const { format, digits, ...rest } = schema;
  if (typeof format !== "string") return rest;
  if (format !== "decimal" || !Array.isArray(digits)) {
    return { ...rest, ...(Object.hasOwn(FORMATS, format) ? FORMATS[format] : { format }) };
  }
  const [before, behind] = digits.map(Number);
  const fraction = behind === 0 ? "" : `(?:\\.\\d{1,${behind}})?`;
  return { ...rest, format, pattern: `^-?0*\\d{0,${before}}${fraction}$` };
}

/** Limits of dates and of numbers written as text have no keyword of their own, and `expects` is said to people. */
function inWords(schema: JsonObject): JsonObject {
  const { expects, description, formatMinimum: least, formatMaximum: most, ...rest } = schema;
  const { formatExclusiveMinimum: above, formatExclusiveMaximum: below, ...standard } = rest;
  const sentences = [
    description,
    typeof expects === "string" && `It is ${expects}.`,
    limit("At least", least),
    limit("At most", most),
    limit("More than", above),
    limit("Less than", below),
  ].filter((part) => typeof part === "string");
  return sentences.length === 0 ? standard : { ...standard, description: sentences.join(" ") };
}

function limit(words: string, value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? `${words} ${value}.` : undefined;
}
