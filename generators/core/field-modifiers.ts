import type { FieldTypeName, ModifierContext, ModifierName, Modifiers } from "./field.ts";
import { readDefault } from "./field-default.ts";
import { readLimits } from "./field-limits.ts";
import { FIELD_TYPES } from "./field-types.ts";
import { shown, suggestion } from "./mistakes.ts";

export const NO_MODIFIERS: Modifiers = { optional: false, unique: false, index: false, redact: false };

const TAKES_VALUE: Readonly<Record<ModifierName, boolean>> = {
  optional: false,
  unique: false,
  index: false,
  redact: false,
  min: true,
  max: true,
  default: true,
};

/** Whether a part of a field word is written as a modifier: `optional`, `min=3`. */
export function isModifier(part: string): boolean {
  return Object.hasOwn(TAKES_VALUE, part) || part.includes("=");
}

/** Reads the modifiers of a word; `default=` takes everything behind it, colons included. */
export function readModifiers(parts: readonly string[], context: ModifierContext): Modifiers {
  const given = splitModifiers(parts, context);
  const limits = readLimits(given, context);
  const value = given.get("default");
  return {
    optional: given.has("optional"),
    unique: given.has("unique"),
    index: given.has("index"),
    redact: given.has("redact"),
    ...limits,
    ...(value !== undefined && { default: readDefault(value, { ...context, limits }) }),
    // A checkbox that is not ticked is sent as nothing: a boolean is false unless something else is said.
    ...(context.type === "boolean" && value === undefined && !given.has("optional") && { default: false }),
  };
}

function splitModifiers(parts: readonly string[], context: ModifierContext): ReadonlyMap<ModifierName, string> {
  const given = new Map<ModifierName, string>();
  const end = parts.findIndex((part) => part.startsWith("default="));
  const words = end === -1 ? parts : [...parts.slice(0, end), parts.slice(end).join(":")];
  for (const word of words) {
    const [name = ""] = word.split("=", 1);
    const problem =
      modifierProblem(word, name, context.type) ?? (given.has(name as ModifierName) && `${name} is there twice`);
    if (problem) context.report(problem);
    else given.set(name as ModifierName, word.slice(name.length + 1));
  }
  return given;
}

function modifierProblem(word: string, name: string, type: FieldTypeName): string | undefined {
  if (word === "") return "there is nothing between two colons";
  const taken = `${type} takes ${FIELD_TYPES[type].modifiers.join(", ")}`;
  if (!Object.hasOwn(TAKES_VALUE, name))
    return `${shown(name)} is no modifier${suggestion(name, Object.keys(TAKES_VALUE)) || `; ${taken}`}`;
  const modifier = name as ModifierName;
  if (!FIELD_TYPES[type].modifiers.includes(modifier)) return `${type} does not take ${modifier}; ${taken}`;
  const valued = word.includes("=");
  if (TAKES_VALUE[modifier] && !valued) return `${modifier} takes a value: ${modifier}=...`;
  return !TAKES_VALUE[modifier] && valued ? `${modifier} takes no value` : undefined;
}
