/**
 * A value as JSON: bigint as its digits in a string, Map as pairs, Set as a list, nothing at all as null.
 * @throws TypeError saying where, for a value that holds itself; and for a function, which has no JSON
 */
export function jsonText(value: unknown): string {
  if (typeof value === "function" || typeof value === "symbol")
    throw new TypeError(`a ${typeof value} has no JSON: let the last expression be data`);
  return JSON.stringify(plain(value, [], "value"), replace) ?? "null";
}

function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  return value;
}

/** Walks what JSON.stringify walks, to say where a value holds itself. */
function plain(value: unknown, above: readonly object[], path: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (above.includes(value)) throw new TypeError(`the value has no JSON: it holds itself at ${path}`);
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === "function") return plain(Reflect.apply(toJSON, value, []) as unknown, [...above, value], path);
  const within = [...above, value];
  const list =
    value instanceof Map || value instanceof Set ? [...value] : Array.isArray(value) ? (value as unknown[]) : null;
  if (list !== null) return list.map((item, index) => plain(item, within, `${path}[${index}]`));
  const entries = Object.entries(value).map(([key, part]) => [key, plain(part, within, `${path}.${key}`)] as const);
  return Object.fromEntries(entries);
}
