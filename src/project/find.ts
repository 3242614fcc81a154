import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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

/** What stands for a project where there is none: the git repository around `cwd`, or the folder itself. */
export function repositoryAt(cwd: string): Project {
  const root = realpathSync(climb(cwd, ".git") ?? cwd);
  return { root, name: basename(root) };
}

/** The nearest folder upwards that holds an entry of that name. */
function climb(from: string, name: string): string | undefined {
  if (existsSync(join(from, name))) return from;
  const parent = dirname(from);
  return parent === from ? undefined : climb(parent, name);
}
