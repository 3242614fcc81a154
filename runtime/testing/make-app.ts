import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Kysely } from "kysely";

import { boot, type MegaRuntime } from "../boot.ts";
import type { Env } from "../config/env-file.ts";
import type { MegaConfig } from "../config/settings.ts";
import type { Database } from "../core/database.ts";
import { takeImages, withDatabasesIn, writeImages } from "./database-image.ts";
import { defaultDatabase, findProject } from "./project.ts";
import { makeTestClient, type Inject, type TestClient } from "./test-client.ts";

export interface MakeAppOptions {
  /** The environment that the config sees; the process' own unless said. */
  readonly env?: Env;
}

/** The project's app, whole but for a port: requests go straight into it. */
export interface TestApp extends TestClient, AsyncDisposable {
  /** The default database, migrated and empty. Nobody else uses it. */
  readonly db: Kysely<Database>;
  readonly config: MegaConfig;
  /** Closes everything and removes the database. Safe to call twice; `await using` calls it. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the project for one test, with databases of its own: `await using app = await makeApp()`.
 * @throws MegaError `test_manifest_missing` without the plugin of `mega-framework/testing/vitest`, and whatever stops a boot
 */
export async function makeApp({ env = process.env }: MakeAppOptions = {}): Promise<TestApp> {
  const project = findProject();
  const images = await takeImages(project, env);
  const folder = await mkdtemp(join(tmpdir(), "mega-test-"));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeImages(folder, images);
    const manifest = withDatabasesIn(folder, project.manifest);
    const runtime = await boot({ manifest, root: project.root, env, mode: "test" });
    return testApp(runtime, removeFolder);
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

function testApp(runtime: MegaRuntime, removeFolder: () => Promise<void>): TestApp {
  const close = async (): Promise<void> => {
    await runtime.close(0);
    await removeFolder();
  };
  return {
    ...makeTestClient(injectInto(runtime)),
    config: runtime.config,
    get db() {
      return defaultDatabase(runtime).kysely;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function injectInto({ apps }: MegaRuntime): Inject {
  // One app is served.
  const [app] = apps as readonly [MegaRuntime["apps"][number]];
  return (request) => app.fastify.inject(request);
}
