import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "vitest";

import { loadConfig, type LoadConfigOptions, type LoadedConfig } from "../../../runtime/config/load.ts";
import { MegaError } from "../../../runtime/core/errors/errors.ts";
import type { AppManifest } from "../../../runtime/manifest.ts";
import { fileOf } from "../http/serve.ts";

export const SECRET = "0123456789abcdef0123456789abcdef";

/** What a project's config is made of. */
export interface Given extends Partial<Pick<LoadConfigOptions, "env" | "mode" | "flags">> {
  readonly config?: unknown;
  /** Of the app `main`. */
  readonly app?: unknown;
  /** Of more apps, by name. */
  readonly apps?: Readonly<Record<string, unknown>>;
  readonly locales?: AppManifest["locales"];
  /** `.env` → text. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Loads the config of a project in a folder of its own, which is gone afterwards. */
export async function load(given: Given): Promise<LoadedConfig> {
  const { config = {}, app = {}, apps = {}, env = {}, locales = {}, mode = "test", flags = {}, files = {} } = given;
  const root = await mkdtemp(join(tmpdir(), "mega-config-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
    const appManifests = Object.entries({ main: app, ...apps }).map(([name, value]) => appOf(name, value, locales));
    const manifest = { config: fileOf("mega.config.ts", config), apps: appManifests };
    return await loadConfig({ manifest, root, env, mode, flags });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The lines of the error that a config is refused with. */
export async function mistakes(given: Given): Promise<readonly string[]> {
  return linesOf(await refusal(given));
}

/** The error that a config is refused with. */
export async function refusal(given: Given): Promise<MegaError> {
  const error = await load(given).catch((caught: unknown) => caught);
  if (!(error instanceof MegaError)) throw new Error("the config was accepted", { cause: error });
  expect(error.code).toBe("config_invalid");
  return error;
}

export function linesOf({ message }: MegaError): readonly string[] {
  const [, ...lines] = message.split("\n");
  return lines.map((line) => line.trim());
}

export function appOf(name: string, config: unknown, locales: AppManifest["locales"] = {}): AppManifest {
  const file = fileOf(`apps/${name}/app.config.ts`, config);
  return { name, config: file, routes: [], services: [], views: {}, publicDir: null, locales };
}
