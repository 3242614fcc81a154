import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import type { Manifest } from "../manifest.ts";
import type { ImportModule } from "./scope.ts";

/**
 * Imports as a module in the project's root does: `./apps/main/models/post.ts` is the module that the app has, anything
 * else is Node's to find.
 */
export function makeImport(root: string, { imports }: Pick<Manifest, "imports">): ImportModule {
  const { files = [], load = (specifier: string) => import(specifier) } = imports ?? {};
  const modules = new Map(files.map((file) => [file.file, file]));
  return async (specifier, options) => {
    const path = pathOf(specifier, root);
    const found = path === null ? undefined : ENDINGS.map((change) => change(path)).find((file) => modules.has(file));
    const module =
      found === undefined
        ? await load(path === null ? specifier : addressOf(path, { root, specifier }), options)
        : await modules.get(found)?.load();
    // A module's namespace.
    return module as Readonly<Record<string, unknown>>;
  };
}

/** How the file of `./post` may be called. */
const ENDINGS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path.replace(/\.js$/, ".ts"),
  (path) => `${path}.ts`,
  (path) => `${path}/index.ts`,
];

/** From the root, with `/`; null for a package. */
function pathOf(specifier: string, root: string): string | null {
  const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
  if (!/^\.{1,2}(?:\/|$)/.test(path) && !isAbsolute(path)) return null;
  return relative(root, resolve(root, path)).split(sep).join("/");
}

function addressOf(path: string, { root, specifier }: { readonly root: string; readonly specifier: string }): string {
  const file = join(root, path);
  if (!existsSync(file)) throw new Error(`there is no module ${specifier} (looked for ${file})`);
  if (/\.[cm]?tsx?$/.test(path))
    throw new Error(
      `${specifier} cannot be imported here: only what lies in the project is compiled, but for its config, tests, configs of tools and generators`,
    );
  return pathToFileURL(file).href;
}
