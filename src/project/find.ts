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
  const root = climb(cwd);
  if (root === undefined) return undefined;
  const real = realpathSync(root);
  const name: unknown = readPackageJson(real)?.name;
  return { root: real, name: typeof name === "string" && name !== "" ? name : basename(real) };
}

function climb(from: string): string | undefined {
  if (existsSync(join(from, "mega.config.ts"))) return from;
  const parent = dirname(from);
  return parent === from ? undefined : climb(parent);
}
