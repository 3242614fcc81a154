import { isUtf8 } from "node:buffer";
import { mergeJson } from "./merge-json.ts";
import { mergeLines } from "./merge-lines.ts";

/** A file as bytes, and two that were made of it. */
export interface FileVersions {
  readonly base: Buffer;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/** Merges three versions of a file, by members where it is JSON, else by lines. Null where they overlap or are no text. */
export function mergeFile(path: string, { base, ours, theirs }: FileVersions): Buffer | null {
  if (theirs.equals(base)) return ours;
  if (![base, ours, theirs].every(isUtf8)) return null;
  const versions = { base: base.toString(), ours: ours.toString(), theirs: theirs.toString() };
  const merged = path.endsWith(".json") ? mergeJson(versions) : mergeLines(versions);
  return merged === null ? null : Buffer.from(merged);
}
