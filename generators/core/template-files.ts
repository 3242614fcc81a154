import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMissing } from "./failures.ts";
import { COMPILED_FILE } from "./template-engine.ts";

/** Where the built-in templates lie: `templates/` of this package, beside the source as beside the build. */
const BUILT_IN = fileURLToPath(new URL("../../templates/", import.meta.url));

/** One template on the disk. */
export interface TemplateFile {
  /** Below the folder of its generator, with `/`: `service.hbs`. */
  readonly file: string;
  /** What errors call it: `templates/crud/routes.hbs`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** The templates of a folder, by name. Those below `own`, a project's folder of templates, win. */
export function findTemplates(folder: string, own: string | null): readonly TemplateFile[] {
  const found = new Map(filesIn(BUILT_IN, folder).map((template) => [template.file, template]));
  for (const template of own === null ? [] : filesIn(own, folder)) found.set(template.file, template);
  return [...found.values()].toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** The texts of the built-in templates of a folder, by file. */
export function builtInTexts(folder: string): ReadonlyMap<string, string> {
  return textsIn(BUILT_IN, folder);
}

/** The texts of a project's own templates of a folder, by file. */
export function ownTexts(folder: string, own: string): ReadonlyMap<string, string> {
  return textsIn(own, folder);
}

function textsIn(root: string, folder: string): ReadonlyMap<string, string> {
  return new Map(filesIn(root, folder).map(({ file, path }) => [file, readFileSync(path, "utf8")]));
}

/** What the build has made of the templates of a folder. */
export function compiledFile(folder: string): string {
  return join(BUILT_IN, folder, COMPILED_FILE);
}

function filesIn(root: string, folder: string): readonly TemplateFile[] {
  const found = namesBelow(join(root, folder)).filter((name) => name.endsWith(".hbs"));
  return found.sort().map((native) => {
    const file = native.replaceAll("\\", "/");
    return { file, name: `templates/${folder}/${file}`, path: join(root, folder, native) };
  });
}

function namesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
