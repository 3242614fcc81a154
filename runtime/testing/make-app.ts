import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Kysely } from "kysely";

import { boot, type MegaRuntime } from "../boot.ts";
import type { Env } from "../config/env-file.ts";
import type { MegaConfig } from "../config/settings.ts";
import type { Database } from "../core/data/database.ts";
import type { RouteFile } from "../http/routes/define-routes.ts";
import { findApp, hostOfApp } from "./app-host.ts";
import { takeImages, withDatabasesIn, writeImages } from "./database-image.ts";
import { defaultDatabase, findProject } from "./project.ts";
import { withRoutes } from "./routes.ts";
import { startSession, withSessionsInMemory, type SignedIn } from "./sessions.ts";
import { makeTestClient, type TestClient } from "./test-client.ts";
import { makeClock, type TestClock } from "./test-clock.ts";

export interface MakeAppOptions {
  /** The environment that the config sees; the process' own unless said. */
  readonly env?: Env;
  /** The app that requests go to when they name no host; the one that takes every host unless said. */
  readonly app?: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Routes that only this test has, in every app of the project. */
  readonly routes?: readonly RouteFile[];
  /** What the project takes for the time: `makeClock("2026-01-31T12:00:00Z")`. Goes with the machine's unless said. */
  readonly clock?: TestClock;
}

/** Who asks, and whom. */
export type VisitorOptions = Pick<MakeAppOptions, "app" | "headers">;

/** The project's apps, whole but for a port: requests go straight into them. */
export interface TestApp extends TestClient, AsyncDisposable {
  /** The default database, migrated and empty. Nobody else uses it. */
  readonly db: Kysely<Database>;
  readonly config: MegaConfig;
  readonly clock: TestClock;
  /** Another visitor, with cookies of its own; of the same app unless said. */
  readonly visitor: (options?: VisitorOptions) => TestClient;
  /** Another visitor, signed in as this user. Sessions of tests are kept in memory, each test's for itself. */
  readonly as: (user: SignedIn, options?: VisitorOptions) => Promise<TestClient>;
  /** Closes everything and removes the database. Safe to call twice; `await using` calls it. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the project for one test, with databases of its own: `await using app = await makeApp()`.
 * @throws MegaError `test_manifest_missing` without the plugin of `mega-framework/testing/vitest`, and whatever stops a boot
 */
export async function makeApp(options: MakeAppOptions = {}): Promise<TestApp> {
  const { env = process.env, clock = makeClock() } = options;
  const project = findProject();
  const images = await takeImages(project, env);
  const folder = await mkdtemp(join(tmpdir(), "mega-test-"));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeImages(folder, images);
    const manifest = withSessionsInMemory(withDatabasesIn(folder, withRoutes(options.routes ?? [], project.manifest)));
    const runtime = await boot({ manifest, root: project.root, env, clock, mode: "test" });
    const close = async (): Promise<void> => {
      await runtime.close(0);
      await removeFolder();
    };
    try {
      return testApp(runtime, { ...options, clock }, close);
    } catch (error) {
      await runtime.close(0);
      throw error;
    }
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

function testApp(
  runtime: MegaRuntime,
  options: VisitorOptions & { readonly clock: TestClock },
  close: () => Promise<void>,
): TestApp {
  const visitor = ({ app: name = options.app, headers = options.headers ?? {} }: VisitorOptions = {}): TestClient => {
    const app = findApp(runtime, name);
    const defaults = { host: hostOfApp(app), headers, startSession: (user: SignedIn) => startSession(app, user) };
    return makeTestClient((request) => runtime.inject(request), defaults);
  };
  return {
    ...visitor(),
    visitor,
    as: async (user, who) => {
      const client = visitor(who);
      await client.signIn(user);
      return client;
    },
    config: runtime.config,
    clock: options.clock,
    get db() {
      return defaultDatabase(runtime).kysely;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
