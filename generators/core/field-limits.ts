import type { Limits, ModifierContext, ModifierName } from "./field.ts";
import { FIELD_TYPES } from "./field-types.ts";
import { shown } from "./mistakes.ts";

/** Reads `min=` and `max=`, and checks that something lies between them. */
export function readLimits(given: ReadonlyMap<ModifierName, string>, context: ModifierContext): Limits {
  const min = readLimit("min", given, context);
  const max = readLimit("max", given, context);
  const most = max ?? FIELD_TYPES[context.type].usual;
  if (min !== undefined && most !== undefined && Number(min) > Number(most)) {
    context.report(`min ${min} is above ${max === undefined ? `the usual max of ${context.type}` : "max"} ${most}`);
  }
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

function readLimit(
  name: "min" | "max",
  given: ReadonlyMap<ModifierName, string>,
  { type, argument, report }: ModifierContext,
): number | string | undefined {
  const text = given.get(name);
  if (text === undefined) return undefined;
  const { limits, readValue, longest = 0, shortest = 0 } = FIELD_TYPES[type];
  if (limits === "length") {
    const least = name === "max" ? Math.max(1, shortest) : 0;
    const fits = /^[0-9]{1,9}$/.test(text) && Number(text) >= least && Number(text) <= longest;
    if (!fits) report(`${name} of ${type} is a length from ${least} to ${longest}, not ${shown(text)}`);
    return fits ? Number(text) : undefined;
  }
  const value = readValue(text, argument);
  if (typeof value === "number" || typeof value === "string") return value;
  report(`${name} of ${type} is ${FIELD_TYPES[type].expects}, not ${shown(text)}`);
  return undefined;
}
