/**
 * Compiles what turns the text of a query, a path or headers into the types its schema names, in place. Only the one
 * usual spelling of a value counts: `7` is an integer, `0x7`, `7e0`, `7.0`, `07` and ` 7` stay text, which the schema then refuses.
 */
export function compileCoercion(schema: object): (input: unknown) => void {
  const { properties = {} } = schema as ObjectSchema;
  const coercions = Object.entries(properties).flatMap(([name, property]) => {
    const coerce = coercionOf(property);
    return coerce === undefined ? [] : [[name, coerce] as const];
  });
  return (input) => {
    const values = input as Record<string, unknown>;
    for (const [name, coerce] of coercions) {
      if (values[name] !== undefined) values[name] = coerce(values[name]);
    }
  };
}

/** One text as the type that a schema names; what has another spelling stays text. A list's items are parted by commas. */
export function coerceText(schema: object, text: string): unknown {
  const isList = typesOf(schema).has("array") && !typesOf(schema).has("string");
  return coercionOf(schema)?.(isList ? text.split(",").map((item) => item.trim()) : text) ?? text;
}

type Coerce = (value: unknown) => unknown;

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, PropertySchema>>;
}

interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly items?: PropertySchema;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly PropertySchema[];
  readonly oneOf?: readonly PropertySchema[];
  readonly allOf?: readonly PropertySchema[];
}

function coercionOf(schema: PropertySchema): Coerce | undefined {
  const types = typesOf(schema);
  if (types.has("array")) {
    const item = coercionOf(schema.items ?? {});
    return (value) => (Array.isArray(value) ? value : [value]).map((one) => (item ? item(one) : one));
  }
  if (types.has("string")) return undefined;
  if (types.has("number")) return toNumber;
  if (types.has("integer")) return toInteger;
  return types.has("boolean") ? toBoolean : undefined;
}

/** Every type that a value may have by its schema. */
function typesOf({
  type = [],
  const: only,
  enum: some = [],
  anyOf = [],
  oneOf = [],
  allOf = [],
}: PropertySchema): ReadonlySet<string> {
  const literals = some.concat(only ?? []).map((value) => typeof value);
  const nested = anyOf.concat(oneOf, allOf).flatMap((schema) => Array.from(typesOf(schema)));
  return new Set([...(typeof type === "string" ? [type] : type), ...literals, ...nested]);
}

function toNumber(value: unknown): unknown {
  if (typeof value !== "string" || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function toInteger(value: unknown): unknown {
  return typeof value === "string" && value.includes(".") ? value : toNumber(value);
}

function toBoolean(value: unknown): unknown {
  if (value === "true") return true;
  return value === "false" ? false : value;
}
