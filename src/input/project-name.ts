import { basename, join } from "node:path";

import { isReservedWord, refusalOf } from "../../generators/core/refused-names.ts";
import { CliError } from "../errors.ts";

/** Where a new project goes and what it is called. */
export interface ProjectPlace {
  /** Absolute. */
  readonly root: string;
  /** Name of the package: lower-case, safe for npm, in a URL and as a file name. */
  readonly name: string;
}

const MAX_LENGTH = 64;

/** Packages of a new project: npm refuses to install one inside a package of the same name. */
const OWN_PACKAGES: ReadonlySet<string> = new Set([
  "mega-framework",
  "better-sqlite3",
  "oxfmt",
  "oxlint",
  "typescript",
  "vitest",
]);

/** Reads the name of a project as typed; `.` is the folder `cwd` itself. Throws a CliError `project_name_refused`. */
export function parseProjectName(typed: string, cwd: string): ProjectPlace {
  const name = typed === "." ? slugOf(basename(cwd)) : typed;
  const reason = refusalOfProject(name);
  if (reason === undefined) return { root: typed === "." ? cwd : join(cwd, name), name };
  const shown = name.length > MAX_LENGTH ? `${name.slice(0, 24)}...` : name;
  throw new CliError("project_name_refused", { name: JSON.stringify(shown), reason });
}

/** Why a project cannot be called so, or undefined. */
export function refusalOfProject(name: string): string | undefined {
  const reason = refusalOf(name, MAX_LENGTH);
  if (reason !== undefined) return reason;
  if (name.includes("/")) return "it is a path; --cwd names the folder to work in";
  if (/[A-Z]/.test(name)) return "npm wants lower-case letters";
  if (isReservedWord(name)) return "it is a reserved word of TypeScript";
  return OWN_PACKAGES.has(name) ? "the project depends on a package of that name" : undefined;
}

/** `My Blog` → `my-blog`. */
function slugOf(folder: string): string {
  return folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}
