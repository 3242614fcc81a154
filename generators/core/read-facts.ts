import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isMissing } from "./failures.ts";
import type { ModelFacts, ProjectFacts } from "./plan.ts";

/** The project whose facts are read. */
interface FactsSource {
  /** Absolute. */
  readonly root: string;
  readonly name: string;
}

/** The folders of the project that generators look at, beside that of the app. */
const PROJECT_FOLDERS = ["db", "test", "plugins", "generators"] as const;
/** Far too much, and nothing that a generator writes to. */
const LEFT_OUT = /^(?:node_modules|apps\/[^/]+\/public)$|\/node_modules$/;
/** Tables and services have one name in the whole project, so those of its other apps count too. */
const SHARED_FOLDERS = ["models", "services"] as const;

/** Reads what generators have to know of a project: names of files, and of models what their text says. */
export async function readFacts(
  project: FactsSource,
  { app, now }: { readonly app: string; readonly now: Date },
): Promise<ProjectFacts> {
  const others = listFolders("apps", project.root).filter((other) => other !== app);
  const shared = others.flatMap((other) => SHARED_FOLDERS.map((folder) => `apps/${other}/${folder}`));
  const below = [...shared, ...PROJECT_FOLDERS].flatMap((folder) => listFiles(folder, project.root));
  const files = new Set([...appFiles(app, project.root), ...below]);
  return {
    name: project.name,
    app,
    files,
    models: readModels(files, project.root),
    locales: languages(files, app),
    hasViews: files.has(`apps/${app}/views/layout.hbs`),
    now,
    read: (path) => readText(join(project.root, path)),
  };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function readModels(files: ReadonlySet<string>, root: string): ReadonlyMap<string, ModelFacts> {
  const paths = [...files].filter((file) => /^apps\/[^/]+\/models\/.*\.ts$/.test(file));
  const models = paths.map((path): [string, ModelFacts | null] => [
    path,
    readModel(readFileSync(join(root, path), "utf8")),
  ]);
  return new Map(models.filter((model): model is [string, ModelFacts] => model[1] !== null));
}

/** Reads by pattern, not by parser: a model file has one shape, and planning has to be fast. */
function readModel(text: string): ModelFacts | null {
  const table = /\bdefineModel\(\s*["'`]([A-Za-z][\w-]*)["'`]/.exec(text)?.[1];
  if (table === undefined) return null;
  const labels = [...text.matchAll(/^\s*(\w+): field\.(?:string|email|slug)\(([^)]*)\)/gm)];
  const owner = /^\s*(\w+): field\.owner\(/m.exec(text)?.[1];
  return {
    table,
    labelColumn: labels.find(([, , options = ""]) => !options.includes("redact"))?.[1] ?? null,
    ownerColumn: owner === undefined ? null : `${owner}Id`,
  };
}

function languages(files: ReadonlySet<string>, app: string): readonly string[] {
  const folder = `apps/${app}/locales/server/`;
  const inFolder = [...files].filter((file) => file.startsWith(folder) && file.endsWith(".json"));
  return inFolder.map((file) => file.slice(folder.length, -".json".length)).sort();
}

/** The files of an app. Its folders may be links to elsewhere. */
function appFiles(app: string, root: string): readonly string[] {
  return readFolder(`apps/${app}`, root).flatMap((entry) => {
    const path = `apps/${app}/${entry.name}`;
    return entry.isFile() ? [path] : listFiles(path, root);
  });
}

/** Every file below a folder, from the root, with `/`; none when there is no such folder. */
function listFiles(folder: string, root: string): readonly string[] {
  if (LEFT_OUT.test(folder)) return [];
  return readFolder(folder, root).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(path, root) : [path];
  });
}

function listFolders(folder: string, root: string): readonly string[] {
  return readFolder(folder, root)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function readFolder(folder: string, root: string): readonly Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
