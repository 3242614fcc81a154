/**
 * A schema as Ajv can resolve it: a root that refers to itself has a name, and equal copies of a schema with an `$id`
 * (as TypeBox's `Type.Optional` makes them) have it once. Every other schema is returned as it is.
 */
export function resolvable(schema: object): object {
  const once = withoutCopies(schema, new Map()) as Readonly<Record<string, unknown>>;
  if ("$id" in once || !REFERS_TO_ROOT.test(JSON.stringify(once))) return once;
  // Ajv finds a root without a name only among the schemas that it keeps, and it keeps none of the routes'.
  return { $id: `root-${(count += 1)}`, ...once };
}

let count = 0;

const REFERS_TO_ROOT = /"\$ref":"#\/?"/;

/** Keywords whose values are data: an `$id` in there is no name. */
const DATA: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

function withoutCopies(value: unknown, seen: Map<string, string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutCopies(item, seen));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const { $id: id } = value as { readonly $id?: unknown };
  const isCopy = typeof id === "string" && isKnown(id, value, seen);
  const entries = Object.entries(value).map(
    ([key, part]) => [key, DATA.has(key) ? part : withoutCopies(part, seen)] as const,
  );
  const isSame = entries.every(([key, part]) => part === (value as Record<string, unknown>)[key]);
  if (isSame && !isCopy) return value;
  return Object.fromEntries(entries.filter(([key]) => !isCopy || key !== "$id"));
}

/** Whether an equal schema of the name was met before; one that refers to itself means itself by its name. */
function isKnown(id: string, schema: object, seen: Map<string, string>): boolean {
  const text = JSON.stringify(schema);
  const known = seen.get(id);
  if (known === undefined) seen.set(id, text);
  return known === text && !text.includes('"$ref":"#');
}
