import { inspect } from "node:util";

import type { ConsoleOptions } from "../dev/messages.ts";
import { jsonText } from "./json-text.ts";

/** The value of a finished code as its caller wants it: JSON, a string as it is, else what `inspect` makes of it. */
export function resultText(value: unknown, { json, colors }: Pick<ConsoleOptions, "json" | "colors">): string | null {
  if (json) return jsonText(value);
  if (value === undefined) return null;
  return typeof value === "string" ? value : inspectValue(value, colors);
}

export function inspectValue(value: unknown, colors: boolean): string {
  return inspect(value, { colors, depth: 4 });
}
