import type { ConfigOrigin } from "../../runtime/dev/messages.ts";

/** Where a value was said, as a person would point to it: `.env:3 (PORT)`. */
export function originText({ layer, file, line, variable }: ConfigOrigin): string {
  const place = file === null ? layer : `${file}${line === null ? "" : `:${line}`}`;
  if (variable === null) return place;
  // A file of config that names a variable says what counts without it.
  return layer === "env-file" || layer === "environment" ? `${place} (${variable})` : `${place} (without ${variable})`;
}

/** In a line of a table; a long value is cut. */
export function valueText(value: unknown, columns: number = Infinity): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text;
}
