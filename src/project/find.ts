import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { JOURNAL_FOLDER } from "../../generators/core/journal/run.ts";
import { RECORD_FOLDERS, RECORDS_POINTER } from "./record-folders.ts";
import { readPackageJson } from "./package-json.ts";

/** A folder with a `mega.config.ts`. */
export interface Project {
  /** Absolute, real path. */
  readonly root: string;
  /** `name` of its package.json, else the folder's name. */
  readonly name: string;
}

/** The project that `cwd` lies in: the nearest folder upwards with a `mega.config.ts`. */
export function findProject(cwd: string): Project | undefined {
  const root = climb(cwd, "mega.config.ts");
  if (root === undefined) return undefined;
  const real = realpathSync(root);
  const name: unknown = readPackageJson(real)?.name;
  return { root: real, name: typeof name === "string" && name !== "" ? name : basename(real) };
}

/**
 * What stands for a project where there is none: the git repository around `cwd`, else the nearest folder upwards with
 * decision records, else `cwd` itself.
 */
export function repositoryAt(cwd: string): Project {
  return namedByFolder(climb(cwd, ".git") ?? climb(cwd, RECORDS_POINTER, ...RECORD_FOLDERS) ?? cwd);
}

/** The nearest folder upwards in which mega has written anything. */
export function journalAt(cwd: string): Project | undefined {
  const root = climb(cwd, JOURNAL_FOLDER);
  return root === undefined ? undefined : namedByFolder(root);
}

function namedByFolder(folder: string): Project {
  const root = realpathSync(folder);
  return { root, name: basename(root) };
}

/** The nearest folder upwards that holds an entry of one of the names. */
function climb(from: string, ...names: readonly string[]): string | undefined {
  if (names.some((name) => existsSync(join(from, name)))) return from;
  const parent = dirname(from);
  return parent === from ? undefined : climb(parent, ...names);
}
