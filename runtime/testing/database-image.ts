import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { boot } from "../boot.ts";
import type { Env } from "../config/env-file.ts";
import { makeMigrator } from "../db/migrator.ts";
import type { Manifest } from "../manifest.ts";
import { defaultDatabase, type TestProject } from "./project.ts";
import { withSessionsInMemory } from "./sessions.ts";

/** A migrated, empty database for each alias, as the bytes of its file. */
export type DatabaseImages = ReadonlyMap<string, Uint8Array>;

/** Migrates the databases of a project once for each process; what comes of it is copied for each test. */
export function takeImages(project: TestProject, env: Env): Promise<DatabaseImages> {
  const known = images.get(project.manifest);
  if (known) return known;
  const made = inTemporaryFolder((folder) => makeImages(project, { env, folder }));
  images.set(project.manifest, made);
  return made;
}

/** The manifest with every database in a file of its own below a folder. */
export function withDatabasesIn(folder: string, manifest: Manifest): Manifest {
  const load = async (): Promise<unknown> => {
    const loaded = (await manifest.config.load()) as { readonly default?: { readonly databases?: object } };
    // What is no config is for boot to refuse.
    if (typeof loaded.default !== "object") return loaded;
    const databases = Object.entries(loaded.default.databases ?? {}).map(([alias, database]) => [
      alias,
      { ...(database as object), file: fileOf(folder, alias) },
    ]);
    return { default: { ...loaded.default, databases: Object.fromEntries(databases) } };
  };
  return { ...manifest, config: { file: manifest.config.file, load } };
}

/** Writes the images into a folder. */
export async function writeImages(folder: string, databases: DatabaseImages): Promise<void> {
  await Promise.all([...databases].map(([alias, bytes]) => writeFile(fileOf(folder, alias), bytes)));
}

/** Runs with a new folder that is gone afterwards. */
async function inTemporaryFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mega-test-"));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const images = new WeakMap<Manifest, Promise<DatabaseImages>>();

interface ImagePlace {
  readonly env: Env;
  readonly folder: string;
}

async function makeImages({ manifest, root }: TestProject, { env, folder }: ImagePlace): Promise<DatabaseImages> {
  // Nothing of the apps but their config is needed to migrate.
  const apps = manifest.apps.map((app) => ({ ...app, routes: [], services: [], views: {}, locales: {} }));
  const own = withSessionsInMemory(withDatabasesIn(folder, { ...manifest, apps }));
  const runtime = await boot({ manifest: own, root, env, mode: "test" });
  const aliases = Object.keys(runtime.databases);
  try {
    if (manifest.migrations.length > 0) await makeMigrator(defaultDatabase(runtime), manifest.migrations).migrate();
  } finally {
    // Closing brings the write-ahead log home: the file is all there is.
    await runtime.close(0);
  }
  const files = aliases.map(async (alias) => [alias, await readFile(fileOf(folder, alias))] as const);
  return new Map(await Promise.all(files));
}

function fileOf(folder: string, alias: string): string {
  return join(folder, `${encodeURIComponent(alias)}.db`);
}
