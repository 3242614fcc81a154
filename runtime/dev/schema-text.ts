/** A JSON Schema in a line, for people: `{ id: integer, title?: string, tags: string[] }`. */
export function schemaText(schema: unknown, depth = 0): string {
  const { type, properties, items, anyOf, oneOf, enum: some, const: only } = (schema ?? {}) as SchemaParts;
  if (only !== undefined) return JSON.stringify(only);
  if (some !== undefined) return some.map((value) => JSON.stringify(value)).join(" | ");
  const choices = anyOf ?? oneOf;
  if (choices !== undefined) return [...new Set(choices.map((choice) => schemaText(choice, depth)))].join(" | ");
  if (properties !== undefined) return depth > DEEPEST ? "object" : objectText(schema as SchemaParts, depth);
  if (items !== undefined) return arrayText(schemaText(items, depth + 1));
  if (type === undefined) return "anything";
  return typeof type === "string" ? type : type.join(" | ");
}

/** Objects within objects are shown to this depth. */
const DEEPEST = 1;

interface SchemaParts {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly items?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly oneOf?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

function objectText({ properties = {}, required = [] }: SchemaParts, depth: number): string {
  const fields = Object.entries(properties).map(([name, property]) => {
    return `${name}${required.includes(name) ? "" : "?"}: ${schemaText(property, depth + 1)}`;
  });
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function arrayText(item: string): string {
  return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
}
