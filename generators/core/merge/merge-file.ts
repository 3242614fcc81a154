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
  if (ours.equals(base)) return theirs;
  const texts = { base: textOf(base), ours: textOf(ours), theirs: textOf(theirs) };
  if (texts.base === null || texts.ours === null || texts.theirs === null) return null;
  const versions = { base: texts.base, ours: texts.ours, theirs: texts.theirs };
  const merged = path.endsWith(".json") ? mergeJson(versions) : mergeLines(versions);
  return merged === null ? null : Buffer.from(merged);
}

function textOf(bytes: Buffer): string | null {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : null;
}
