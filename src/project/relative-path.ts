import { relative, sep } from "node:path";

/** Where `to` is from the folder `from`, with `/` on every system. Both are absolute. */
export function relativePath(from: string, to: string): string {
  return relative(from, to).split(sep).join("/");
}
