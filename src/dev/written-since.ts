import { stat } from "node:fs/promises";

/**
 * Those of the paths that are files and were written or renamed after `since`. What was written in the same tick of the
 * file system's clock, a few milliseconds, counts as older.
 */
export async function writtenSince(paths: Iterable<string>, since: Date): Promise<readonly string[]> {
  const found = await Promise.all([...paths].map(async (path) => ((await isNewer(path, since)) ? [path] : [])));
  return found.flat();
}

/** What cannot be looked at is not. */
async function isNewer(path: string, since: Date): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && Math.max(found.mtimeMs, found.ctimeMs) > since.getTime();
}
