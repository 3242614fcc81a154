import { MegaError } from "../errors/errors.ts";

/**
 * A deep copy of a value that a cache may hold: JSON's, Date, Buffer, Map, Set.
 * @throws MegaError `cache_value_unstorable` naming what cannot be copied, and where in the value it is
 */
export function copyCacheValue(key: string, value: unknown): unknown {
  return copy(value, { key, path: "value", depth: 0 });
}

/** @throws MegaError `cache_ttl_invalid` */
export function checkTtl(key: string, ttlMs: number | undefined): void {
  if (ttlMs !== undefined && !(Number.isSafeInteger(ttlMs) && ttlMs > 0)) {
    throw new MegaError("cache_ttl_invalid", { key, ttlMs });
  }
}

/** @throws MegaError `cache_not_integer` */
export function addIntegers(key: string, current: unknown, by: number): number {
  for (const part of [current, by]) {
    if (!Number.isSafeInteger(part)) throw new MegaError("cache_not_integer", { key, value: kindOf(part) });
  }
  const sum = (current as number) + by;
  if (!Number.isSafeInteger(sum)) throw new MegaError("cache_not_integer", { key, value: String(sum) });
  return sum;
}

/** Far more than data has, and far less than the stack can take; a value that holds itself ends here. */
const MAX_DEPTH = 200;

interface Place {
  readonly key: string;
  /** How a program would reach it: `value.tags[0]`. */
  readonly path: string;
  readonly depth: number;
}

function copy(value: unknown, place: Place): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object") return refuse(kindOf(value), place);
  if (place.depth > MAX_DEPTH) return refuse(`what is nested more than ${MAX_DEPTH} deep, or holds itself,`, place);
  if (Array.isArray(value)) return Array.from(value, (item, index) => copy(item, below(place, `[${index}]`)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return copyObject(value, place);
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return new Date(value);
  if (value instanceof Map) return new Map(Array.from(value, (pair) => copyPair(pair, place)));
  if (value instanceof Set) return new Set(Array.from(value, (item, index) => copy(item, below(place, `[${index}]`))));
  return refuse(kindOf(value), place);
}

// By `fromEntries`, so that a key named `__proto__` is a key like any other.
function copyObject(value: object, place: Place): object {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([name, inner]) => [name, copy(inner, below(place, `.${name}`))]));
}

function copyPair([key, value]: readonly [unknown, unknown], place: Place): [unknown, unknown] {
  return [copy(key, below(place, ".keys()")), copy(value, below(place, `.get(${String(key)})`))];
}

function below({ key, path, depth }: Place, step: string): Place {
  return { key, path: path + step, depth: depth + 1 };
}

function refuse(what: string, { key, path }: Place): never {
  throw new MegaError("cache_value_unstorable", { key, what, path });
}

function kindOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value instanceof Date) return "an invalid date";
  if (typeof value !== "object" || value === null) return value === undefined ? "undefined" : `a ${typeof value}`;
  return `an object of the class ${value.constructor?.name ?? "?"}`;
}
