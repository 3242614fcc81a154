import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { FastifyPluginAsync, InjectOptions, LightMyRequestResponse as Response } from "fastify";

import { boot, type BootOptions, type MegaRuntime } from "../../../runtime/boot.ts";
import type { AppConfig, GlobalConfig } from "../../../runtime/config/settings.ts";
import { MegaApp } from "../../../runtime/http/app.ts";
import type { AppManifest, Manifest, ManifestFile } from "../../../runtime/manifest.ts";

/** A project made of values instead of files. */
export interface ProjectParts {
  readonly config?: GlobalConfig;
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
    apps: [
      {
        name: "main",
        config: fileOf("apps/main/app.config.ts", parts.app ?? {}),
        routes: filesOf("apps/main/routes/", parts.routes),
        services: filesOf("apps/main/services/", parts.services),
        locales: parts.locales ?? {},
        views: Object.fromEntries(
          Object.entries(parts.views ?? {}).map(([name, text]) => [
            name,
            { file: `apps/main/views/${name}.hbs`, text },
          ]),
        ),
        publicDir: parts.publicDir ?? null,
      },
    ],
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
  const runtime = await boot({ manifest: manifestOf(parts), root, env: {}, mode: "test", ...options });
  const [app] = runtime.apps;
  if (app === undefined) throw new Error("no app was booted");
  return {
    runtime,
    root,
    inject: (request) => app.fastify.inject(request),
    [Symbol.asyncDispose]: async () => {
      await runtime.close(0);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** An app with plugins of Fastify on it, by itself; the hooks of the plugins are the app's, as those of fastify-plugin are. */
export async function serveWithPlugins(
  parts: ProjectParts,
  plugins: readonly FastifyPluginAsync[],
): Promise<MegaApp & AsyncDisposable> {
  await using served = await serve({});
  const app = await MegaApp.create({
    manifest: manifestOf(parts).apps[0] as AppManifest,
    config: served.runtime.config.apps["main"] as never,
    mode: "test",
    db: {} as never,
    cache: {},
    root: "/",
    clock: { now: Date.now },
    health: { ready: async () => ({ ok: true }) },
    log: null,
    plugins: plugins.map((plugin) => Object.assign(plugin, { [Symbol.for("skip-override")]: true })),
  });
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() });
}
