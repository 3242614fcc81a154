import { builtinModules } from "node:module";

import { type FoundApp, type FoundManifest, renderManifest } from "../../project/manifest.ts";
import { modulePath, specifier } from "./module-path.ts";

export interface BuildParts {
  /** Tells this build from others. */
  readonly name: string;
  /** What the project imports from packages, as it is written. */
  readonly packages: Iterable<string>;
  readonly importable: readonly string[] | undefined;
  /** The file that a name of a file leads to. */
  readonly realFile: (file: string) => string;
}

/** What a build has for itself beside the modules: the names of its files, and their texts. */
export interface RenderedBuild {
  readonly manifest: string;
  readonly packages: string;
  /** Name → text of every file, those two among them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The start of the names of such files: what a killed process leaves of them is removed later. */
export const BUILD_FILE: RegExp = /^(?:manifest|packages|code)-/;

/** Makes the manifest of a build, and modules that load all packages, or all code of an app, at once. */
export function renderBuild(found: FoundManifest, { name, packages, importable, realFile }: BuildParts): RenderedBuild {
  const nameOf = (kind: string): string => `${kind}-${name}.mjs`;
  const [manifestName, packagesName] = [nameOf("manifest"), nameOf("packages")];
  const moduleSpecifier = (file: string): string => specifier(modulePath(realFile(file)));
  const code = (app: string): string => specifier(nameOf(`code-${app}`));
  const texts = new Map([
    [manifestName, renderManifest(found, { specifier: moduleSpecifier, importable, code })],
    [packagesName, renderPackages(packages)],
    ...found.apps.map((app) => [nameOf(`code-${app.name}`), renderCode(app, moduleSpecifier)] as const),
  ]);
  return { manifest: manifestName, packages: packagesName, texts };
}

/** In the order in which the files are loaded one by one. */
function renderCode({ services, routes }: FoundApp, moduleSpecifier: (file: string) => string): string {
  return [...services, ...routes].map((file) => `import ${JSON.stringify(moduleSpecifier(file))};\n`).join("");
}

function renderPackages(names: Iterable<string>): string {
  const own = [...names].filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
  const imports = own.sort().map((name) => `import(${JSON.stringify(name)})`);
  return `await Promise.allSettled([${imports.join(", ")}]);\n`;
}
