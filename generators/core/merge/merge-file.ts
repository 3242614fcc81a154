import { isUtf8 } from "node:buffer";
import type { Versions } from "./merge-lines.ts";

/** A file as bytes, and two that were made of it. */
export interface FileVersions {
  readonly base: Buffer;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/** Merges three versions of a file, by members where it is JSON, else by lines. Null where they overlap or are no text. */
export async function mergeFile(path: string, { base, ours, theirs }: FileVersions): Promise<Buffer | null> {
  if (theirs.equals(base)) return ours;
  if (![base, ours, theirs].every(isUtf8)) return null;
  const versions = { base: base.toString(), ours: ours.toString(), theirs: theirs.toString() };
  const merged = await mergeTexts(path, versions);
  return merged === null ? null : Buffer.from(merged);
}

/** Loaded here: most files that are taken back are as they were written. */
async function mergeTexts(path: string, versions: Versions): Promise<string | null> {
  if (path.endsWith(".json")) return (await import("./merge-json.ts")).mergeJson(versions);
  return (await import("./merge-lines.ts")).mergeLines(versions);
}
