import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { FastifyPluginAsync, InjectOptions, LightMyRequestResponse as Response } from "fastify";

import { boot, type BootOptions, type MegaRuntime } from "../../../runtime/boot.ts";
import type { AppConfig, GlobalConfig } from "../../../runtime/config/settings.ts";
import type { AppManifest, Manifest, ManifestFile } from "../../../runtime/manifest.ts";

/** A project made of values instead of files: one app, or several by name. */
export interface ProjectParts extends AppParts {
  readonly config?: GlobalConfig;
  readonly apps?: Readonly<Record<string, AppParts>>;
}

export interface AppParts {
  readonly app?: AppConfig;
  /** Path below `routes/` → default export. */
  readonly routes?: Readonly<Record<string, unknown>>;
  /** Path below `services/` → default export. */
  readonly services?: Readonly<Record<string, unknown>>;
  readonly locales?: AppManifest["locales"];
  /** Name → Handlebars source. */
  readonly views?: Readonly<Record<string, string>>;
  readonly publicDir?: string | null;
}

export function manifestOf(parts: ProjectParts): Manifest {
  return {
    config: fileOf("mega.config.ts", parts.config ?? { name: "test", logger: { level: "silent" } }),
    migrations: [],
    seeds: [],
    apps: Object.entries(parts.apps ?? { main: parts }).map(([name, app]) => appManifestOf(name, app)),
  };
}

function appManifestOf(name: string, parts: AppParts): AppManifest {
  const folder = `apps/${name}`;
  return {
    name,
    config: fileOf(`${folder}/app.config.ts`, parts.app ?? {}),
    routes: filesOf(`${folder}/routes/`, parts.routes),
    services: filesOf(`${folder}/services/`, parts.services),
    locales: parts.locales ?? {},
    views: Object.fromEntries(
      Object.entries(parts.views ?? {}).map(([view, text]) => [view, { file: `${folder}/views/${view}.hbs`, text }]),
    ),
    publicDir: parts.publicDir ?? null,
  };
}

export function fileOf(file: string, value: unknown): ManifestFile {
  return { file, load: async () => (value instanceof Error ? Promise.reject(value) : { default: value }) };
}

function filesOf(folder: string, files: Readonly<Record<string, unknown>> = {}): readonly ManifestFile[] {
  return Object.entries(files).map(([name, value]) => fileOf(`${folder}${name}`, value));
}

/** A temp folder in which the packages of this repo are installed. */
export async function makeRoot(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "mega-http-"));
  await symlink(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(root, "node_modules"));
  return root;
}

/** A booted project in a temp folder of its own; `await using` closes and removes it. */
export interface Served extends AsyncDisposable {
  readonly runtime: MegaRuntime;
  readonly root: string;
  readonly inject: (request: string | InjectOptions) => Promise<Response>;
}

export async function serve(parts: ProjectParts, options: Partial<BootOptions> = {}): Promise<Served> {
  const root = await makeRoot();
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    const runtime = await boot({ manifest: manifestOf(parts), root, env: {}, mode: "test", ...options });
    return {
      runtime,
      root,
      inject: (request) => runtime.inject(request),
      [Symbol.asyncDispose]: async () => {
        await runtime.close(0);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A plugin whose hooks are the app's, as those of fastify-plugin are. */
export function forApp(plugin: FastifyPluginAsync): FastifyPluginAsync {
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
