import { schemaOrigin, type SchemaPart } from "../../core/schema/schema-name.ts";
import { isObject, mapValues, type JsonObject } from "./json-object.ts";
import { enter, findTarget, type Resource } from "./resource.ts";
import { toStandard } from "./standard-schema.ts";
import type { Schema } from "./types.ts";
import { pascalCase, singular } from "./words.ts";

/**
 * Writes the schemas of routes as the document has them: standard keywords only, and every schema with a name (a model's,
 * one with an `$id`, one that others refer to) once, below `components.schemas`.
 */
export class SchemaWriter {
  readonly #components = new Map<string, Component>();
  readonly #names = new Map<object, string>();

  /** The schema itself, or a reference to its component. */
  write(schema: unknown): Schema {
    return this.#write(schema, null);
  }

  /** The schema without a reference in front: for what has to be read, such as the properties of a query. */
  open(schema: object): JsonObject {
    const resource = enter(schema as JsonObject, null);
    const { $ref } = schema as { readonly $ref?: unknown };
    const target = typeof $ref === "string" ? findTarget($ref, resource) : undefined;
    return target === undefined ? (schema as JsonObject) : target.schema;
  }

  /** A reference to the component of that name; another one of the same name and other contents gets a number. */
  named(name: string, schema: object): Schema {
    return this.#component({ name, schema: schema as JsonObject, resource: null });
  }

  /** Every component, by name. */
  components(): Readonly<Record<string, Schema>> {
    const sorted = Array.from(this.#components).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, { written }]) => [name, written]));
  }

  #write(schema: unknown, resource: Resource | null): Schema {
    if (typeof schema === "boolean") return schema;
    if (!isObject(schema)) return {};
    const name = nameOf(schema);
    return name === undefined
      ? this.#inline(schema, enter(schema, resource))
      : this.#component({ name, schema, resource });
  }

  #component({ name, schema, resource }: Named): Schema {
    const known = this.#names.get(schema) ?? this.#nameFor(name, schema);
    const reference = { $ref: `#/components/schemas/${known}` };
    if (this.#names.has(schema)) return reference;
    this.#names.set(schema, known);
    if (this.#components.has(known)) return reference;
    const component: Component = { source: sourceOf(schema), written: true };
    // It may refer to itself: the name is taken before its contents are written.
    this.#components.set(known, component);
    component.written = this.#inline(schema, enter(schema, resource));
    return reference;
  }

  /** The first name that is free, or that stands for equal contents already. */
  #nameFor(name: string, schema: JsonObject): string {
    const source = sourceOf(schema);
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? name : `${name}${count}`;
      const taken = this.#components.get(candidate);
      if (taken === undefined || taken.source === source) return candidate;
    }
  }

  #inline(schema: JsonObject, resource: Resource): Schema {
    const { $ref, ...rest } = toStandard(schema);
    const written = Object.entries(rest).flatMap(([keyword, value]) => {
      const kind = keyword.startsWith("x-") ? "value" : KEYWORDS.get(keyword);
      const content = kind === undefined ? undefined : this.#keyword(kind, { keyword, value, resource });
      return content === undefined ? [] : [[keyword, content] as const];
    });
    const target = typeof $ref === "string" ? this.#reference($ref, resource) : {};
    return { ...target, ...Object.fromEntries(written) };
  }

  #keyword(kind: Kind, { keyword, value, resource }: Placed): unknown {
    switch (kind) {
      case "value":
        return isWellFormed(keyword, value) ? value : undefined;
      case "schema":
        return this.#write(value, resource);
      case "schemas":
        return Array.isArray(value) ? value.map((one) => this.#write(one, resource)) : undefined;
      case "map":
        return isObject(value) ? mapValues(value, (one) => this.#write(one, resource)) : undefined;
    }
  }

  #reference($ref: string, resource: Resource): JsonObject {
    const target = findTarget($ref, resource);
    if (target === undefined) return {};
    const name = nameOf(target.schema) ?? componentName(target.name);
    return this.#component({ name, schema: target.schema, resource: target.resource }) as JsonObject;
  }
}

interface Component {
  /** What was written, to tell equal schemas by. */
  readonly source: string;
  written: Schema;
}

interface Named {
  readonly name: string;
  readonly schema: JsonObject;
  readonly resource: Resource | null;
}

interface Placed {
  readonly keyword: string;
  readonly value: unknown;
  readonly resource: Resource;
}

/** What a keyword holds: a plain value, a schema, a list of schemas, or schemas by name. */
type Kind = "value" | "schema" | "schemas" | "map";

/** The keywords of draft 2020-12 that say something of a value; the others are left out. */
const KEYWORDS: ReadonlyMap<string, Kind> = new Map([
  ...kind(
    "value",
    "title description type enum const default examples format pattern minLength maxLength minimum maximum",
    "exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minContains maxContains required",
    "minProperties maxProperties dependentRequired contentEncoding contentMediaType deprecated readOnly writeOnly",
  ),
  ...kind(
    "schema",
    "items contains additionalProperties propertyNames unevaluatedItems unevaluatedProperties not if then else",
    "contentSchema",
  ),
  ...kind("schemas", "allOf anyOf oneOf prefixItems"),
  ...kind("map", "properties patternProperties dependentSchemas"),
]);

function kind(holds: Kind, ...words: readonly string[]): readonly (readonly [string, Kind])[] {
  return words.flatMap((line) => line.split(" ")).map((word) => [word, holds]);
}

/** Of the values that a project may have given, those that the rules of the document take. */
function isWellFormed(keyword: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (keyword === "required" || keyword === "examples" || keyword === "enum") return Array.isArray(value);
  if (keyword === "title" || keyword === "description") return typeof value === "string";
  return true;
}

function nameOf(schema: JsonObject): string | undefined {
  const origin = schemaOrigin(schema);
  if (origin !== undefined && origin.part !== "key") return modelName(origin.table) + SUFFIX[origin.part];
  const { $id } = schema;
  return typeof $id === "string" && !$id.startsWith("#") ? componentName($id) : undefined;
}

const SUFFIX: Readonly<Record<Exclude<SchemaPart, "key">, string>> = {
  row: "",
  item: "Item",
  create: "Create",
  replace: "Replace",
  patch: "Patch",
};

/** `blogPosts` → `BlogPost` */
function modelName(table: string): string {
  return pascalCase(singular(table));
}

/** `https://example.com/schemas/money.json` → `Money` */
function componentName(text: string): string {
  const [path = ""] = text.split(/[?#]/);
  const word = path.split("/").findLast((part) => part !== "") ?? "";
  // The specification takes these letters alone.
  const name = pascalCase(word.replace(/\.(?:schema\.)?json$/, "").replaceAll(/[^A-Za-z0-9]+/g, " "));
  return /^[A-Za-z]/.test(name) ? name : `Schema${name}`;
}

function sourceOf(schema: JsonObject): string {
  return JSON.stringify(schema);
}
