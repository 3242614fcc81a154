import { CODE_WIDTH } from "../core/code.ts";
import { asList, asObject, asText, referenceOf, type Json } from "./schema.ts";

/** Component → its name in the client. */
export type TypeNames = ReadonlyMap<string, string>;

/** A schema as a TypeScript type, printed for a place that is indented by so many columns. */
export function typeText(schema: unknown, names: TypeNames, indent: number): string {
  return typeOf(schema, { names, indent }).text;
}

/** The declaration of a type: an interface where the schema is a plain object. */
export function declaration(name: string, schema: unknown, names: TypeNames): readonly string[] {
  const own = asObject(schema);
  const isOpen = own["additionalProperties"] !== undefined && own["additionalProperties"] !== false;
  const isPlain = own["type"] === "object" && !isOpen && !COMBINED.some((keyword) => own[keyword] !== undefined);
  if (!isPlain || Object.keys(asObject(own["properties"])).length === 0) {
    return [`export type ${name} = ${typeText(schema, names, 0)};`];
  }
  return [`export interface ${name} {`, ...propertyLines(own, { names, indent: 2 }), "}"];
}

/** A comment for what follows; no line for an empty text. Nothing in it ends the comment. */
export function commentLines(text: string, indent: number): readonly string[] {
  const lines = text
    .replaceAll("*/", "*\\/")
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.trim());
  const shown = lines.filter((line) => line !== "");
  const space = " ".repeat(indent);
  if (shown.length === 0) return [];
  if (shown.length === 1) return [`${space}/** ${shown[0] ?? ""} */`];
  return [`${space}/**`, ...shown.map((line) => `${space} * ${line}`), `${space} */`];
}

/** A name as a key of an object type. */
export function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

const COMBINED = ["$ref", "const", "enum", "anyOf", "oneOf", "allOf"] as const;

interface Place {
  readonly names: TypeNames;
  readonly indent: number;
}

interface TypeCode {
  readonly text: string;
  /** How it binds: a union in a list needs parentheses. */
  readonly kind: "one" | "union" | "intersection";
  /** The parts of a union. */
  readonly parts?: readonly string[];
}

const UNKNOWN: TypeCode = { text: "unknown", kind: "one" };

function typeOf(schema: unknown, place: Place): TypeCode {
  if (schema === false) return { text: "never", kind: "one" };
  const own = asObject(schema);
  const name = referenceOf(own);
  if (name !== undefined) return { text: place.names.get(name) ?? "unknown", kind: "one" };
  if (own["const"] !== undefined) return union([literal(own["const"])]);
  if (Array.isArray(own["enum"])) return union(own["enum"].map(literal));
  const parts = [
    ...asList(own["allOf"]).map((part) => typeOf(part, place)),
    ...["anyOf", "oneOf"].flatMap((keyword) => {
      const some = asList(own[keyword]);
      return some.length === 0 ? [] : [union(some.map((part) => typeOf(part, place)))];
    }),
  ];
  const plain = plainType(own, place);
  return parts.length === 0 ? plain : intersection(plain.text === "unknown" ? parts : [plain, ...parts]);
}

function plainType(schema: Json, place: Place): TypeCode {
  const { type } = schema;
  if (Array.isArray(type)) return union(type.map((one: unknown) => ofType(one, schema, place)));
  if (type !== undefined) return ofType(type, schema, place);
  if (schema["properties"] !== undefined) return ofType("object", schema, place);
  return schema["items"] === undefined && schema["prefixItems"] === undefined
    ? UNKNOWN
    : ofType("array", schema, place);
}

function ofType(type: unknown, schema: Json, place: Place): TypeCode {
  switch (type) {
    case "string":
      return { text: schema["format"] === "binary" ? "Blob" : "string", kind: "one" };
    case "integer":
    case "number":
      return { text: "number", kind: "one" };
    case "boolean":
    case "null":
      return { text: type, kind: "one" };
    case "array":
      return arrayType(schema, place);
    case "object":
      return objectType(schema, place);
    default:
      return UNKNOWN;
  }
}

function arrayType({ items, prefixItems, minItems }: Json, place: Place): TypeCode {
  const rest = typeOf(items, place);
  const list = `${rest.kind === "one" ? rest.text : `(${rest.text})`}[]`;
  if (!Array.isArray(prefixItems)) return { text: list, kind: "one" };
  const least = typeof minItems === "number" ? minItems : 0;
  const places = prefixItems.map((item, index) => {
    const { text, kind } = typeOf(item, place);
    return index < least ? text : `${kind === "one" ? text : `(${text})`}?`;
  });
  return { text: `[${[...places, ...(items === false ? [] : [`...${list}`])].join(", ")}]`, kind: "one" };
}

function objectType(schema: Json, place: Place): TypeCode {
  const lines = propertyLines(schema, { ...place, indent: place.indent + 2 });
  const { additionalProperties: more } = schema;
  const space = " ".repeat(place.indent);
  // An index for all names has to fit the properties that are known, whatever their types are.
  if (lines.length === 0 || more === true || (typeof more === "object" && more !== null)) {
    const value = lines.length > 0 ? "unknown" : typeText(more, place.names, place.indent + 2);
    if (lines.length === 0 && more === false) return { text: "Record<string, never>", kind: "one" };
    lines.push(`${space}  [name: string]: ${value};`);
  }
  const flat = `{ ${lines
    .map((line) => line.trim())
    .join(" ")
    .replace(/;$/, "")} }`;
  const isShort = lines.length <= 2 && flat.length <= SHORT && !/\n|\/\*/.test(flat);
  return { text: isShort ? flat : `{\n${lines.join("\n")}\n${space}}`, kind: "one" };
}

/** Objects that are longer have a line for each property. */
const SHORT = 50;

function propertyLines(schema: Json, place: Place): string[] {
  const required = new Set(asList(schema["required"]));
  const lines: string[] = [];
  for (const [name, property] of Object.entries(asObject(schema["properties"]))) {
    lines.push(...commentLines(asText(asObject(property)["description"]), place.indent));
    lines.push(propertyText(name, property, { ...place, isRequired: required.has(name) }));
  }
  return lines;
}

function propertyText(name: string, schema: unknown, place: Place & { readonly isRequired: boolean }): string {
  const space = " ".repeat(place.indent);
  const head = `${space}${keyText(name)}${place.isRequired ? "" : "?"}:`;
  const type = typeOf(schema, place);
  const isWhole = place.isRequired || type.text.includes("\n");
  const all = isWhole ? type : union([type, { text: "undefined", kind: "one" }]);
  const isLong = !all.text.includes("\n") && head.length + all.text.length + 2 > CODE_WIDTH;
  if (!isLong || all.parts === undefined) return `${head} ${all.text};`;
  return `${[head, ...all.parts.map((part) => `${space}  | ${part}`)].join("\n")};`;
}

function union(types: readonly TypeCode[]): TypeCode {
  const all = types.flatMap(({ text, kind, parts }) => parts ?? (kind === "intersection" ? `(${text})` : text));
  const texts = Array.from(new Set(all));
  if (texts.length === 0) return { text: "never", kind: "one" };
  if (texts.includes("unknown")) return UNKNOWN;
  const [only = ""] = texts;
  return texts.length === 1 ? { text: only, kind: "one" } : { text: texts.join(" | "), kind: "union", parts: texts };
}

function intersection(types: readonly TypeCode[]): TypeCode {
  const texts = types.map(({ text, kind }) => (kind === "union" ? `(${text})` : text));
  return types.length === 1 ? (types[0] ?? UNKNOWN) : { text: texts.join(" & "), kind: "intersection" };
}

/** A value as a literal type. Strings are quoted so that nothing in them is read as code. */
function literal(value: unknown): TypeCode {
  if (typeof value === "string") return { text: JSON.stringify(value), kind: "one" };
  const isPlain = value === null || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
  return { text: isPlain ? String(value) : "unknown", kind: "one" };
}
