import type { Limits, ModifierContext } from "./field.ts";
import { FIELD_TYPES } from "./field-types.ts";
import { shown } from "./mistakes.ts";

/** The value of a `default=`, of the field's own type and within its limits; a mistake is reported. */
export function readDefault(text: string, context: ModifierContext & { readonly limits: Limits }): unknown {
  const { type, argument, limits, report } = context;
  const row = FIELD_TYPES[type];
  const value = row.readValue(text, argument);
  if (value === undefined) {
    const expected = argument.values ? `one of ${argument.values.join(", ")}` : row.expects;
    report(`the default of ${type} is ${expected}, not ${shown(text)}`);
    return undefined;
  }
  const size = row.limits === "length" ? Array.from(text).length : Number(value);
  const most = limits.max ?? row.usual;
  const below = limits.min !== undefined && size < Number(limits.min);
  const above = most !== undefined && size > Number(most);
  if (below) report(`the default ${shown(text)} is below min ${limits.min}`);
  if (above) report(`the default ${shown(text)} is above max ${most}`);
  return value;
}
