import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { loadAndValidateConfig } from "../../../runtime/config/load.ts";
import type { MegaConfig } from "../../../runtime/config/settings.ts";
import { MegaError } from "../../../runtime/core/errors.ts";
import type { AppManifest } from "../../../runtime/manifest.ts";
import { fileOf } from "../http/serve.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-config-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Given {
  readonly config?: unknown;
  readonly app?: unknown;
  readonly env?: Record<string, string>;
  readonly locales?: AppManifest["locales"];
  readonly mode?: "development" | "production" | "test";
}

function load({ config = {}, app = {}, env = {}, locales = {}, mode = "test" }: Given): Promise<MegaConfig> {
  const main: AppManifest = {
    name: "main",
    config: fileOf("apps/main/app.config.ts", app),
    routes: [],
    services: [],
    views: {},
    publicDir: null,
    locales,
  };
  return loadAndValidateConfig({
    manifest: { config: fileOf("mega.config.ts", config), apps: [main] },
    root,
    env,
    mode,
  });
}

async function mistakes(given: Given): Promise<readonly string[]> {
  const error = await load(given).catch((caught: unknown) => caught);
  if (!(error instanceof MegaError)) throw new Error("the config was accepted", { cause: error });
  expect(error.code).toBe("config_invalid");
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

const SECRET = "0123456789abcdef0123456789abcdef";

test("an empty config has every default", async () => {
  const config = await load({});
  expect(config).toMatchObject({
    server: {
      host: "127.0.0.1",
      port: 3000,
      trustProxy: false,
      headersTimeoutMs: 10_000,
      requestTimeoutMs: 120_000,
      keepAliveTimeoutMs: 72_000,
      maxHeaderBytes: 16_384,
    },
    databases: {},
    watch: { paths: [], ignore: [], graceMs: 5000, onError: "page" },
    logger: { level: "error" },
  });
  expect(config.apps["main"]).toMatchObject({ prefix: "", bodyLimit: 1_048_576, csrf: {}, locales: { default: "en" } });
  expect((await load({ config: { secret: SECRET }, mode: "production" })).logger.level).toBe("info");
});

test("the secret: random in development and tests, the same for a whole process, required in production", async () => {
  const { secret } = await load({});
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect((await load({ mode: "development" })).secret).toBe(secret);
  expect((await load({ config: { secret: SECRET }, mode: "production" })).apps["main"]?.secret).toBe(SECRET);
  expect(await mistakes({ mode: "production" })).toEqual([
    "mega.config.ts: `secret` is missing: it is required in production",
  ]);
});

test("an app sees the global keys and its own", async () => {
  const config = await load({ config: { name: "blog" }, app: { prefix: "/shop" } });
  expect(config.apps["main"]).toMatchObject({ name: "blog", prefix: "/shop" });
});

test("environment wins over .env, which wins over the file", async () => {
  await writeFile(join(root, ".env"), "PORT=4000\nHOST=0.0.0.0\n");
  expect((await load({ config: { server: { port: 3001 } } })).server).toMatchObject({ host: "0.0.0.0", port: 4000 });
  expect((await load({ env: { PORT: "5000" } })).server.port).toBe(5000);
  await rm(join(root, ".env"));
});

test("what is wrong in .env is told by its line, without its text", async () => {
  const lines = ["# ports", "PORT=http", "", "hunter2", 'A="one', 'two"', "export B = 1", "= x", "C=", "9D=1"];
  await writeFile(join(root, ".env"), lines.join("\n"));
  expect(await mistakes({})).toEqual([
    ".env: line 4 is no NAME=value",
    ".env: line 8 is no NAME=value",
    ".env: line 10 is no NAME=value",
    '.env: `PORT` must be a number from 0 to 65535, not "http"',
  ]);
  await rm(join(root, ".env"));
  await mkdir(join(root, ".env"));
  expect(await mistakes({})).toEqual([expect.stringMatching(/^\.env: EISDIR/)]);
  await rm(join(root, ".env"), { recursive: true });
});

test("every mistake of every file is told at once", async () => {
  const found = await mistakes({
    config: {
      nmae: "x",
      server: { port: "3000", hots: "x" },
      databases: { main: { driver: "oracle", file: "x" }, "1x": {} },
      csrf: false,
    },
    app: { jobs: {}, databases: {}, bodyLimit: -1, csrf: true, locales: { defualt: "en" } },
    env: { PORT: "http" },
  });
  for (const line of [
    "mega.config.ts: `nmae` is no key; did you mean `name`?",
    "mega.config.ts: `csrf` belongs to apps/<name>/app.config.ts (each app has its own)",
    'mega.config.ts: `server.port` must be an integer, not "3000"',
    "mega.config.ts: `server.hots` is no key; did you mean `host`?",
    'mega.config.ts: `databases.main.driver` must be sqlite, not "oracle"',
    "mega.config.ts: `databases.1x.driver` is missing",
    "apps/main/app.config.ts: `databases` belongs to mega.config.ts (it is shared by all apps)",
    "apps/main/app.config.ts: `bodyLimit` must be >= 1, not -1",
    "apps/main/app.config.ts: `csrf` must be false or an object, not true",
    "apps/main/app.config.ts: `locales.defualt` is no key; did you mean `default`?",
    'environment: `PORT` must be a number from 0 to 65535, not "http"',
  ]) {
    expect(found).toContain(line);
  }
  expect(found).toHaveLength(14);
});

test("details name file and path", async () => {
  const error = (await load({ config: { server: { port: -1 } } }).catch((caught: unknown) => caught)) as MegaError;
  expect(error.details).toEqual([
    { file: "mega.config.ts", path: "server.port", message: expect.stringContaining("-1") },
  ]);
});

test.each([
  [new Error("boom"), "mega.config.ts: boom"],
  [undefined, "mega.config.ts: there is no default export: write `export default defineConfig({ … })`"],
  [42, "mega.config.ts: the default export must be an object"],
  [null, "mega.config.ts: the default export must be an object"],
])("a config file that exports %s", async (config, message) => {
  const file = {
    file: "mega.config.ts",
    load: async () => (config instanceof Error ? Promise.reject(config) : { default: config }),
  };
  const loading = loadAndValidateConfig({ manifest: { config: file, apps: [] }, root, env: {}, mode: "test" });
  await expect(loading).rejects.toThrowError(message);
});

test("a default language without texts names those there are", async () => {
  expect(await mistakes({ app: { locales: { default: "fr" } }, locales: { en: {}, ko: {} } })).toEqual([
    'apps/main/app.config.ts: `locales.default` is "fr", and apps/main/locales/server has en, ko',
  ]);
});

test("the config that was written is not changed", async () => {
  const config = Object.freeze({ name: "blog", server: Object.freeze({}) });
  await load({ config });
  expect(config).toEqual({ name: "blog", server: {} });
});
