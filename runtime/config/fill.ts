import type { Scope, Surroundings } from "./key.ts";
import { CONFIG_KEYS, keysOf } from "./keys.ts";

/** What a file says laid over the defaults of its scope. */
export function fillDefaults(scope: Scope, given: object, surroundings: Surroundings): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  for (const name of keysOf(scope)) {
    const value = fillKey(name, (given as Readonly<Record<string, unknown>>)[name], surroundings);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

function fillKey(name: string, given: unknown, surroundings: Surroundings): unknown {
  const { fallback, isWhole } = CONFIG_KEYS[name] ?? {};
  const standard = fallback?.(surroundings);
  if (given === undefined) return standard;
  return isWhole === true || !isObject(given) || !isObject(standard) ? given : { ...standard, ...given };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
