import type { AnyRouteOptions } from "../routes/define-routes.ts";
import { isObject, type JsonObject } from "./json-object.ts";
import type { PathParam } from "./path-template.ts";
import type { SchemaWriter } from "./schema-writer.ts";
import type { Parameter, Schema } from "./types.ts";

/** The parameters of a route's path, query and headers. */
export function parametersOf(
  options: Pick<AnyRouteOptions, "params" | "query" | "headers">,
  path: readonly PathParam[],
  schemas: SchemaWriter,
): readonly Parameter[] {
  const params = propertiesOf(options.params, schemas);
  return [
    ...path.map((param) => pathParameter(param, params.properties[param.source], schemas)),
    ...listParameters("query", options.query, schemas),
    ...listParameters("header", options.headers, schemas).filter(({ name }) => !OWN_HEADERS.has(name)),
  ];
}

/** The document says these in places of their own. */
const OWN_HEADERS: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

function pathParameter(param: PathParam, schema: unknown, schemas: SchemaWriter): Parameter {
  const { name, pattern, isWildcard } = param;
  const own = schema === undefined ? { type: "string" } : schema;
  const hasPattern = pattern !== undefined && isObject(own) && own["type"] === "string" && own["pattern"] === undefined;
  const { description, rest } = withoutDescription(schemas.write(hasPattern ? { ...own, pattern } : own));
  return {
    name,
    in: "path",
    required: true,
    ...description,
    schema: rest,
    ...(isWildcard ? { "x-wildcard": true as const } : {}),
  };
}

function listParameters(
  place: "query" | "header",
  schema: object | undefined,
  schemas: SchemaWriter,
): readonly Parameter[] {
  if (schema === undefined) return [];
  const { properties, required } = propertiesOf(schema, schemas);
  // Names that are not known one by one are told as one object, whose properties are the parameters.
  if (Object.keys(properties).length === 0) {
    return place === "query" ? [{ name: "query", in: "query", schema: schemas.write(schema) }] : [];
  }
  const parameters = new Map<string, Parameter>();
  for (const [name, property] of Object.entries(properties)) {
    const { description, rest } = withoutDescription(schemas.write(property));
    // Headers have one name, however it is written.
    const key = place === "header" ? name.toLowerCase() : name;
    const isRequired = required.has(name) ? { required: true as const } : {};
    parameters.set(key, { name: key, in: place, ...isRequired, ...description, schema: rest });
  }
  return Array.from(parameters.values());
}

interface Properties {
  readonly properties: JsonObject;
  readonly required: ReadonlySet<unknown>;
}

/** The properties of an object's schema, those of its `allOf` among them. */
function propertiesOf(schema: unknown, schemas: SchemaWriter): Properties {
  if (!isObject(schema)) return { properties: {}, required: new Set() };
  const { properties, required, allOf } = schemas.open(schema);
  const parts = (Array.isArray(allOf) ? allOf : []).map((part) => propertiesOf(part, schemas));
  const own = { properties: isObject(properties) ? properties : {}, required: listOf(required) };
  return {
    properties: Object.fromEntries([...parts, own].flatMap((part) => Object.entries(part.properties))),
    required: new Set([...parts, own].flatMap((part) => Array.from(part.required))),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function withoutDescription(schema: Schema): { readonly description: object; readonly rest: Schema } {
  if (typeof schema === "boolean") return { description: {}, rest: schema };
  const { description, ...rest } = schema;
  return description === undefined ? { description: {}, rest } : { description: { description }, rest };
}
