import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { CliError } from "../errors.ts";

/** The apps of a project: the folders of `apps/` that hold an `app.config.ts`, sorted. */
export function listApps(root: string): readonly string[] {
  const folder = join(root, "apps");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => existsSync(join(folder, name, "app.config.ts"))).sort();
}

/** The app of that name; a CliError `app_missing` where the project has none. */
export function findApp(root: string, name: string): string {
  const apps = listApps(root);
  if (apps.includes(name)) return name;
  throw new CliError("app_missing", { app: name, apps });
}

/** The app that a command is about: the one that is said, else the only one, else `main`. */
export function chosenApp(root: string, said: unknown): string {
  const [only, ...others] = listApps(root);
  if (typeof said === "string") return findApp(root, said);
  return others.length === 0 && only !== undefined ? only : findApp(root, "main");
}
