import { isObject, mapValues, type JsonObject } from "./json-object.ts";
import type { Schema } from "./types.ts";

/** A value that a schema may take, to show what one looks like. Required properties only; three levels deep. */
export function exampleOf(schema: Schema, components: Readonly<Record<string, Schema>>, depth = 0): unknown {
  const open = follow(schema, components);
  if (typeof open === "boolean" || depth > 3) return {};
  const said = saidValue(open);
  if (said !== undefined) return said;
  const nested = [open["allOf"], open["oneOf"], open["anyOf"]].find((list) => Array.isArray(list) && list.length > 0);
  if (nested !== undefined) return exampleOf((nested as readonly Schema[])[0] ?? {}, components, depth + 1);
  const [type] = [open["type"]].flat();
  if (type === "array") return [exampleOf((open["items"] ?? {}) as Schema, components, depth + 1)];
  if (type === "object" || open["properties"] !== undefined) return objectExample(open, components, depth);
  return scalarExample(type, open);
}

/** A schema without the reference in front. */
export function follow(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  const name = referenceOf(schema);
  return name === undefined ? schema : (components[name] ?? {});
}

/** The component that a schema is a reference to. */
export function referenceOf(schema: unknown): string | undefined {
  const ref = isObject(schema) ? schema["$ref"] : undefined;
  return typeof ref === "string" ? ref.slice(ref.lastIndexOf("/") + 1) : undefined;
}

function saidValue(schema: JsonObject): unknown {
  const { examples, const: only, enum: some, default: standard } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (only !== undefined) return only;
  return Array.isArray(some) ? some[0] : standard;
}

function objectExample(
  { properties, required }: JsonObject,
  components: Readonly<Record<string, Schema>>,
  depth: number,
): object {
  const all = isObject(properties) ? properties : {};
  const names = Array.isArray(required) && required.length > 0 ? required : Object.keys(all).slice(0, 1);
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  return mapValues(shown, (property) => exampleOf(property as Schema, components, depth + 1));
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "2026-01-31",
  "date-time": "2026-01-31T09:30:00.000Z",
  email: "ada@example.com",
  uri: "https://example.com",
  uuid: "3f2f9d0e-8c1b-4b59-9f0e-1c2d3e4f5a6b",
  int64: "1",
  decimal: "1.5",
};

function scalarExample(type: unknown, { format, minimum }: JsonObject): unknown {
  if (type === "integer" || type === "number") return typeof minimum === "number" ? minimum : 1;
  if (type === "boolean") return true;
  if (type === "null") return null;
  return (typeof format === "string" && FORMATS[format]) || "text";
}
