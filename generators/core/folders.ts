import { existsSync, rmdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folders, and those above them, that are not there: absolute, the outer ones first. `folders` go from `cwd`. */
export function missingFolders(folders: readonly string[], cwd: string): readonly string[] {
  const missing = new Set<string>();
  for (const folder of folders) {
    for (let at = join(cwd, folder); !missing.has(at) && !existsSync(at); at = dirname(at)) missing.add(at);
  }
  return [...missing].toSorted((a, b) => a.length - b.length);
}

/** Removes those of the folders that hold nothing, the inner ones first. */
export function removeEmptyFolders(folders: readonly string[]): void {
  for (const folder of folders.toSorted((a, b) => b.length - a.length)) {
    try {
      rmdirSync(folder);
    } catch {
      // It is gone already, or someone has put a file into it.
    }
  }
}
