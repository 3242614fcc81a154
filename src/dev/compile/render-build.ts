import { type FoundApp, type FoundManifest, renderManifest } from "../../project/manifest.ts";
import { modulePath, specifier } from "./module-path.ts";

export interface BuildParts {
  /** Tells this build from others. */
  readonly name: string;
  /** What the project imports from packages, as it is written. */
  readonly packages: Iterable<string>;
  /** Every file that there is a module of, without links. */
  readonly modules: readonly string[];
  readonly importable: readonly string[] | undefined;
  /** The file that a name of a file leads to. */
  readonly realFile: (file: string) => string;
}

/** What a build has for itself beside the modules: the names of its files, and their texts. */
export interface RenderedBuild {
  readonly manifest: string;
  readonly imports: string;
  /** Name → text of every file, those two among them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The start of the names of such files: what a killed process leaves of them is removed later. */
export const BUILD_FILE: RegExp = /^(?:manifest|imports|code)-/;

/** Makes the manifest of a build, a module that imports what is not its own, and for each app one that loads all its code. */
export function renderBuild(
  found: FoundManifest,
  { name, packages, modules, importable, realFile }: BuildParts,
): RenderedBuild {
  const nameOf = (kind: string): string => `${kind}-${name}.mjs`;
  const [manifestName, importsName] = [nameOf("manifest"), nameOf("imports")];
  const moduleSpecifier = (file: string): string => moduleOf(realFile(file));
  const codeOf = (app: string): string => nameOf(`code-${app}`);
  const code = (app: string): string => specifier(codeOf(app));
  const own = [manifestName, ...found.apps.map((app) => codeOf(app.name))];
  const texts = new Map([
    [manifestName, renderManifest(found, { specifier: moduleSpecifier, importable, code })],
    [importsName, renderImports(packages, [...modules.map(moduleOf), ...own.map(specifier)])],
    ...found.apps.map((app) => [codeOf(app.name), renderCode(app, moduleSpecifier)] as const),
  ]);
  return { manifest: manifestName, imports: importsName, texts };
}

/** How the module of a file is imported; the file by its own name, without links. */
function moduleOf(file: string): string {
  return specifier(modulePath(file));
}

/** In the order in which the files are loaded one by one. */
function renderCode({ services, routes }: FoundApp, moduleSpecifier: (file: string) => string): string {
  const files = [...services, ...routes];
  const imports = files.map((file, index) => `import * as m${index} from ${JSON.stringify(moduleSpecifier(file))};\n`);
  const modules = files.map((file, index) => `  ${JSON.stringify(file)}: m${index},\n`);
  return `${imports.join("")}export default {\n${modules.join("")}};\n`;
}

/** A module in the shape of `ProjectImports`. */
function renderImports(packages: Iterable<string>, modules: readonly string[]): string {
  return [
    `export const packages = ${JSON.stringify([...packages].sort())};`,
    `export const modules = ${JSON.stringify(modules)};`,
    "export const load = (specifier, options) => import(specifier, options);",
    "export const resolve = (specifier) => import.meta.resolve(specifier);",
    "",
  ].join("\n");
}
