import type { Field } from "./field.ts";

/** Fields whose name or column an earlier one has already, also when written otherwise: `authorId` and `author_id`. */
export function collisions(
  fields: readonly Pick<Field, "name" | "column">[],
): readonly { readonly index: number; readonly message: string }[] {
  const seen = new Map<string, number>();
  const found: { readonly index: number; readonly message: string }[] = [];
  for (const [index, { name, column }] of fields.entries()) {
    if (name === "") continue;
    // SQL compares columns without case, and so do people.
    const keys = [...new Set([name.toLowerCase(), column.toLowerCase()])];
    const earlier = keys.map((key) => seen.get(key)).find((at) => at !== undefined);
    if (earlier === undefined) for (const key of keys) seen.set(key, index);
    else found.push({ index, message: `${column} is the same column as field ${earlier + 1}` });
  }
  return found;
}
