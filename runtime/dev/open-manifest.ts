import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

import { readEnvFiles, type Env } from "../config/env-file.ts";
import type { Mode } from "../config/key.ts";
import type { Manifest } from "../manifest.ts";
import type { CompiledProject } from "./messages.ts";
import { ProjectModules } from "./modules/project-modules.ts";

export interface OpenManifestOptions {
  /** The process' own: what the project's `.env` files set is added to it; one that is really set wins. */
  readonly env: Record<string, string | undefined>;
  /** As the process was given it. */
  readonly environment: Env;
  readonly mode: Mode;
  /** What was loaded ahead of it. */
  readonly ahead?: ProjectModules | null;
}

/** Loads a compiled project. Its modules see the variables of the `.env` files from their first line on. */
export async function openManifest(
  project: CompiledProject,
  { env, environment, mode, ahead = null }: OpenManifestOptions,
): Promise<Manifest> {
  for (const { variables } of readEnvFiles(project.root, environment["NODE_ENV"] || mode).toReversed()) {
    // What is wrong with a value is for the config to tell; a process cannot hold it.
    for (const { name, value } of variables) if (!value.includes("\0")) env[name] ??= value;
  }
  // The compiler renders this module in the shape of runtime/manifest.ts.
  const module = (await importEntry(project, ahead)) as { readonly default: Manifest };
  return module.default;
}

async function importEntry(
  { entry, imports, modules: now }: CompiledProject,
  ahead: ProjectModules | null,
): Promise<unknown> {
  if (!ProjectModules.isPossible) return import(pathToFileURL(entry).href);
  ahead?.forgetChanged(now);
  const modules = ahead?.folder === dirname(entry) ? ahead : await ProjectModules.open(imports);
  return modules.import(entry);
}

/** The mode that `NODE_ENV` says. */
export function modeOf({ NODE_ENV: mode }: Env): Mode {
  return mode === "production" || mode === "test" ? mode : "development";
}
