import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { globSync } from "tinyglobby";

import { CliError } from "../errors.ts";

/** The files of a project that are found by folder. Every path goes from the project's root, with `/`; lists are sorted. */
export interface FoundManifest {
  readonly config: string;
  readonly apps: readonly FoundApp[];
  readonly migrations: readonly string[];
  readonly seeds: readonly string[];
}

/** One folder of `apps/` that holds an `app.config.ts`. */
export interface FoundApp {
  readonly name: string;
  readonly config: string;
  readonly routes: readonly string[];
  readonly services: readonly string[];
  /** Language → messages. */
  readonly locales: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Path below `views/` without its ending → file and source. */
  readonly views: Readonly<Record<string, { readonly file: string; readonly text: string }>>;
  readonly publicDir: string | null;
}

/** The files of a manifest by name, sorted. */
export function listManifest(root: string): readonly string[] {
  return globSync(PATTERNS, { cwd: root, ignore: IGNORED, expandDirectories: false }).sort(byCodeUnits);
}

/** Every folder, there or not, that something of a manifest may come into or go from. The root is the empty path. */
export function manifestFolders(root: string): readonly string[] {
  const apps = foldersIn(root, "apps");
  const code = apps.flatMap((app) => ["routes", "services", "views"].flatMap((name) => treeOf(root, `${app}/${name}`)));
  const locales = apps.flatMap((app) => [`${app}/locales`, `${app}/locales/server`]);
  return ["", "apps", ...apps, ...code, ...locales, "db", "db/migrations", "db/seeds"];
}

/**
 * Finds the files of a project, in one turn of the event loop: of a few hundred that takes a third of the time that asking
 * for each one takes. `files`: what is listed, unless it is looked for here. Throws CliError `locale_invalid` for messages
 * that are not a JSON object.
 */
export function findManifest(root: string, files: readonly string[] = listManifest(root)): FoundManifest {
  const configs = files.filter((file) => /^apps\/[^/]+\/app\.config\.ts$/.test(file));
  return {
    config: "mega.config.ts",
    apps: configs.map((config) => findApp(root, { config, files })),
    migrations: files.filter((file) => file.startsWith("db/migrations/")),
    seeds: files.filter((file) => file.startsWith("db/seeds/")),
  };
}

/** The modules of a project that a console can import: all but tests and what only tools read. */
export function findImportable(root: string): readonly string[] {
  const ignore = [
    ...IGNORED,
    ".*/**",
    "dist/**",
    "coverage/**",
    "test/**",
    "generators/**",
    "templates/**",
    "*.config.ts",
  ];
  return globSync("**/*.ts", { cwd: root, ignore, expandDirectories: false }).sort(byCodeUnits);
}

/** How the manifest module names a file in an import. */
export interface ManifestRendering {
  readonly specifier: (file: string) => string;
  /** What a console can import of the project's own files; without it there is nothing about imports in the module. */
  readonly importable?: readonly string[] | undefined;
  /** Names a module that imports all code of an app at once; without it each file is loaded by itself. */
  readonly code?: (app: string) => string;
}

/** The source of the module whose default export is the manifest that `boot` takes. */
export function renderManifest(found: FoundManifest, { specifier, importable, code }: ManifestRendering): string {
  const file = (path: string): string => `{ file: ${literal(path)}, load: () => import(${literal(specifier(path))}) }`;
  const list = (paths: readonly string[]): string => `[${paths.map(file).join(", ")}]`;
  const app = (it: FoundApp): string =>
    [
      `{ name: ${literal(it.name)}, config: ${file(it.config)}`,
      `routes: ${list(it.routes)}`,
      `services: ${list(it.services)}`,
      `locales: ${data(it.locales)}`,
      `views: ${data(it.views)}`,
      ...(code === undefined ? [] : [`loadCode: () => import(${literal(code(it.name))})`]),
      `publicDir: ${literal(it.publicDir)} }`,
    ].join(",\n");
  return `export default { ${[
    `config: ${file(found.config)}`,
    `apps: [${found.apps.map(app).join(", ")}]`,
    `migrations: ${list(found.migrations)}`,
    `seeds: ${list(found.seeds)}`,
    ...(importable === undefined ? [] : [`imports: { files: ${list(importable)}, load: (s, o) => import(s, o) }`]),
  ].join(",\n")} };\n`;
}

/** Whether a file is carried as a text: a change of it needs no new code. */
export function isText(file: string): boolean {
  return /^apps\/[^/]+\/(?:locales\/server\/[^/]+\.json|views\/.+\.hbs)$/.test(file);
}

const PATTERNS: string[] = [
  "apps/*/app.config.ts",
  "apps/*/routes/**/*.ts",
  "apps/*/services/**/*.ts",
  "apps/*/locales/server/*.json",
  "apps/*/views/**/*.hbs",
  "db/migrations/*.ts",
  "db/seeds/*.ts",
];
const IGNORED: string[] = ["**/*.d.ts", "**/*.test.ts", "**/*.spec.ts", "**/node_modules/**"];

interface AppFiles {
  readonly config: string;
  readonly files: readonly string[];
}

function findApp(root: string, { config, files }: AppFiles): FoundApp {
  const folder = config.slice(0, -"/app.config.ts".length);
  const below = (path: string): readonly string[] => files.filter((file) => file.startsWith(`${folder}/${path}/`));
  return {
    name: basename(folder),
    config,
    routes: below("routes"),
    services: below("services"),
    locales: collect(below("locales/server"), (file) => [
      basename(file, ".json"),
      parseMessages(file, readFileSync(join(root, file), "utf8")),
    ]),
    views: collect(below("views"), (file) => [
      file.slice(`${folder}/views/`.length, -".hbs".length),
      { file, text: readFileSync(join(root, file), "utf8") },
    ]),
    publicDir: isFolder(join(root, folder, "public")) ? `${folder}/public` : null,
  };
}

function collect<T>(
  files: readonly string[],
  read: (file: string) => readonly [string, T],
): Readonly<Record<string, T>> {
  return Object.fromEntries(files.map(read));
}

function parseMessages(file: string, text: string): Readonly<Record<string, unknown>> {
  const messages = parseJson(file, text);
  if (isObject(messages)) return messages;
  throw new CliError("locale_invalid", { file, reason: "it is not an object of messages" });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new CliError("locale_invalid", { file, reason: (error as Error).message }, { cause: error });
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // A link that leads to itself.
    return false;
  }
}

/** Links are followed, once around a circle of them. `above`: where the folders above it really are. */
function treeOf(root: string, folder: string, above: readonly string[] = []): readonly string[] {
  const real = realPathOf(join(root, folder));
  if (real === null || above.includes(real)) return [folder];
  return [folder, ...foldersIn(root, folder).flatMap((path) => treeOf(root, path, [...above, real]))];
}

/** None of one that cannot be looked into. */
function foldersIn(root: string, folder: string): readonly string[] {
  try {
    const paths = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
    return paths.filter((path) => isFolder(join(root, path)));
  } catch {
    return [];
  }
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function literal(value: string | null): string {
  return JSON.stringify(value);
}

// Parsed at run time: in an object literal the key `__proto__` would be something else.
function data(value: unknown): string {
  return `JSON.parse(${literal(JSON.stringify(value))})`;
}
