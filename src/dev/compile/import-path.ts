import { existsSync, realpathSync } from "node:fs";
import { extname, join } from "node:path";

import { relativePath } from "../../project/relative-path.ts";
import { specifier } from "./module-path.ts";

/** Code becomes a module of its own. Anything else that is imported (JSON, text) goes into the module that imports it. */
export function isCode(file: string): boolean {
  return CODE.has(extname(file));
}

const CODE = new Set([".ts", ".mts", ".js", ".mjs", ".tsx", ".jsx"]);

/** An import that is no package's: a path, or a name that package.json gives to one. */
export const OWN_IMPORT: RegExp = /^(?:\.{1,2}(?:\/|$)|\/|#)/;

export function isRelative(path: string): boolean {
  return /^\.{1,2}\//.test(path);
}

/**
 * The file of an import that names it as it is, as most do: nobody need be asked where that is. Links are followed, as
 * Node does.
 */
export function exactFile(folder: string, path: string): string | undefined {
  const file = join(folder, path);
  return isRelative(path) && isCode(path) && existsSync(file) ? realpathSync(file) : undefined;
}

/** How the module in this folder imports that one. Both are absolute. */
export function specifierBetween(from: string, to: string): string {
  return specifier(relativePath(from, to));
}
