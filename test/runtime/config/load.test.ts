import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Type } from "typebox";
import { describe, expect, test } from "vitest";

import { env } from "../../../runtime/config/env-ref.ts";
import { loadAndValidateConfig, loadConfig } from "../../../runtime/config/load.ts";
import { fileOf } from "../http/serve.ts";
import { linesOf, load, mistakes, refusal, SECRET } from "./project.ts";

test("an empty config has every default", async () => {
  const { config } = await load({});
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
    caches: {},
    env: {},
    watch: {
      paths: [],
      ignore: [],
      extensions: [],
      debounceMs: 0,
      graceMs: 5000,
      onError: "page",
      preload: true,
      rules: [],
    },
    logger: { level: "error" },
  });
  expect(config.apps["main"]).toMatchObject({ prefix: "", bodyLimit: 1_048_576, locales: { default: "en" } });
  expect((await load({ config: { secret: SECRET }, mode: "production" })).config.logger.level).toBe("info");
});

test("the secret: random in development and tests, the same for a whole process, required in production", async () => {
  const { secret } = (await load({})).config;
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect((await load({ mode: "development" })).config.secret).toBe(secret);
  const { config } = await load({ config: { secret: SECRET }, mode: "production" });
  expect(config.apps["main"]?.secret).toBe(SECRET);
  expect(await mistakes({ mode: "production" })).toEqual([
    "mega.config.ts: `secret` is missing: it is required in production",
  ]);
});

test("a variable for the secret need not be set where the secret has a default", async () => {
  const config = { secret: env("APP_SECRET") };
  expect((await load({ config, files: { ".env": "APP_SECRET=\n" } })).config.secret).toHaveLength(43);
  expect((await load({ config, env: { APP_SECRET: SECRET }, mode: "production" })).config.secret).toBe(SECRET);
  expect(await mistakes({ config, mode: "production" })).toEqual([
    "mega.config.ts: `secret` is the variable `APP_SECRET`, which is not set",
  ]);
});

test("an app sees the global keys and its own", async () => {
  const { config } = await load({
    config: { name: "blog" },
    app: { prefix: "/shop" },
    apps: { admin: { hosts: ["a.b"] } },
  });
  expect(config.apps["main"]).toMatchObject({ name: "blog", prefix: "/shop" });
  expect(config.apps["admin"]).toMatchObject({ name: "blog", prefix: "" });
});

test("loadAndValidateConfig gives the config alone", async () => {
  const config = await loadAndValidateConfig({
    manifest: { config: fileOf("mega.config.ts", { name: "blog" }), apps: [] },
    root: "/nowhere/blog",
    env: {},
    mode: "test",
  });
  expect(config).toMatchObject({ name: "blog", apps: {} });
});

test("flags > environment > .env files by NODE_ENV > the file > defaults", async () => {
  const config = { server: { port: 3001, host: "h1" } };
  const files: Record<string, string> = {};
  const server = async (extra: object = {}): Promise<unknown> =>
    (await load({ config, files, ...extra })).config.server;
  expect(await server()).toMatchObject({ port: 3001, host: "h1" });
  let port = 3001;
  for (const file of [".env", ".env.local", ".env.test", ".env.test.local"]) {
    files[file] = `PORT=${(port += 1)}\n`;
    expect(await server()).toMatchObject({ port, host: "h1" });
  }
  files[".env.production"] = "PORT=1\nHOST=production\n";
  expect(await server()).toMatchObject({ port: 3005, host: "h1" });
  expect(await server({ env: { PORT: "4000", HOST: "h2" } })).toMatchObject({ port: 4000, host: "h2" });
  const flags = { server: { port: 0 } };
  expect(await server({ env: { PORT: "4000", HOST: "h2" }, flags })).toMatchObject({ port: 0, host: "h2" });
});

test("NODE_ENV names the files also when it is no mode, and never a path", async () => {
  const files = { ".env.staging": "PORT=4000\n", ".env": "HOST=h\n" };
  expect((await load({ files, env: { NODE_ENV: "staging" } })).config.server).toMatchObject({ port: 4000, host: "h" });
  expect((await load({ files, env: { NODE_ENV: "../staging" } })).config.server).toMatchObject({ port: 3000 });
});

describe("env()", () => {
  test("becomes what its key wants, at any place", async () => {
    const { config } = await load({
      config: {
        name: env("NAME"),
        server: { port: env("MY_PORT") },
        watch: { paths: env("PATHS"), ignore: [env("IGNORED"), "b"] },
        databases: { main: { driver: "sqlite", file: env("DB_FILE") } },
        caches: { main: { driver: "memory", maxEntries: env("ENTRIES") } },
      },
      app: { csrf: env("CSRF"), bodyLimit: env("LIMIT") },
      files: { ".env": "MY_PORT=4000\nPATHS=one, two\nIGNORED=a,b\nENTRIES=7\nNAME=1\n" },
      env: { DB_FILE: "from the environment", CSRF: "false", LIMIT: "1" },
    });
    expect(config).toMatchObject({
      name: "1",
      server: { port: 4000 },
      watch: { paths: ["one", "two"], ignore: ["a,b", "b"] },
      databases: { main: { file: "from the environment" } },
      caches: { main: { maxEntries: 7 } },
    });
    expect(config.apps["main"]).toMatchObject({ csrf: false, bodyLimit: 1 });
  });

  test("the environment wins over the files, and an empty variable is none", async () => {
    const config = { name: env("NAME", "fallback") };
    const files = { ".env": "NAME=file\n", ".env.test": "OTHER=\n" };
    const name = async (environment: Record<string, string>): Promise<string> =>
      (await load({ config, files, env: environment })).config.name;
    expect(await name({})).toBe("file");
    expect(await name({ NAME: "environment" })).toBe("environment");
    expect(await name({ NAME: "" })).toBe("fallback");
  });

  test("a fallback has any type, and null or false are fallbacks too", async () => {
    const config = { server: { port: env("MY_PORT", 4001) } };
    expect((await load({ config, app: { csrf: env("CSRF", false) } })).config).toMatchObject({
      server: { port: 4001 },
      apps: { main: { csrf: false } },
    });
  });

  test("what is missing is told by name, with the near one, and nothing else is told of its key", async () => {
    const config = {
      databases: { main: { driver: env("DRIVER"), file: env("DATABASE_FILE") } },
      server: { port: env("PROT") },
    };
    expect(
      await mistakes({ config, app: { bodyLimit: env("LIMIT") }, files: { ".env": "DATABASE_FLIE=x\n" } }),
    ).toEqual([
      "mega.config.ts: `databases.main.driver` is the variable `DRIVER`, which is not set",
      "mega.config.ts: `databases.main.file` is the variable `DATABASE_FILE`, which is not set; did you mean `DATABASE_FLIE`?",
      "mega.config.ts: `server.port` is the variable `PROT`, which is not set",
      "apps/main/app.config.ts: `bodyLimit` is the variable `LIMIT`, which is not set",
    ]);
  });

  test("what is malformed names the variable, its place and its key", async () => {
    const config = { server: { port: env("MY_PORT") }, secret: env("APP_SECRET") };
    const error = await refusal({
      config,
      files: { ".env": "\nMY_PORT=http\n" },
      env: { APP_SECRET: "hunter2" },
    });
    expect(linesOf(error)).toEqual([
      "environment: `APP_SECRET` must have at least 32 characters (it is `secret` of mega.config.ts)",
      '.env:2: `MY_PORT` must be an integer, not "http" (it is `server.port` of mega.config.ts)',
    ]);
    expect(error.details).toEqual([
      { file: "environment", path: "secret", message: expect.any(String) },
      { file: ".env", line: 2, path: "server.port", message: expect.any(String) },
    ]);
  });

  test.each([[`${"x".repeat(3)} `], [""], ["A=B"], ["1A"], ["A\0"], [7]])("env(%j) is no variable", (name) => {
    expect(() => env(name as string)).toThrow("the name of a variable");
  });

  test("cannot be part of a text: that would be read too early", () => {
    expect(() => `postgres://${env("HOST")}`).toThrow('env("HOST") stands for a whole value');
    expect(() => env<number>("PORT") + 1).toThrow("stands for a whole value");
    expect(JSON.stringify({ a: env("X") })).toBe('{"a":"env(\\"X\\")"}');
  });

  test("a variable named __proto__ is one like any other", async () => {
    const environment = Object.fromEntries([["__proto__", "x"]]);
    expect((await load({ config: { name: env("__proto__") }, env: environment })).config.name).toBe("x");
    expect(await mistakes({ config: { name: env("__proto__") }, files: { ".env": "__proto__=x\n" } })).toHaveLength(1);
    expect(await mistakes({ config: { name: env("constructor") } })).toHaveLength(1);
  });
});

describe("the env key", () => {
  const declared = {
    WORKERS: Type.Integer({ minimum: 1 }),
    DEBUG: Type.Boolean({ default: false }),
    REGION: Type.Optional(Type.String()),
    RATIO: { type: "number" },
    LIST: Type.Array(Type.String()),
  };

  test("variables are coerced, checked and handed to the app", async () => {
    const { config } = await load({
      config: { env: declared, caches: { main: { driver: "memory", maxEntries: env("WORKERS") } } },
      env: { WORKERS: "4", RATIO: "0.5", LIST: "a", REGION: "" },
    });
    expect(config.env).toEqual({ WORKERS: 4, DEBUG: false, RATIO: 0.5, LIST: ["a"] });
    expect(config.apps["main"]?.env).toEqual(config.env);
    expect(config.caches["main"]).toMatchObject({ maxEntries: 4 });
  });

  test("what is missing or malformed is told by name, never with its value", async () => {
    const found = await mistakes({
      config: { env: declared, server: { port: env("WORKERS") }, name: env("RATIO") },
      env: { WORKERS: "hunter2", DEBUG: "yes" },
      files: { ".env": "LITS=a\nRATIO=1/2\n" },
    });
    expect(found).toEqual([
      "environment: `WORKERS` must be an integer",
      "environment: `DEBUG` must be a boolean",
      ".env:2: `RATIO` must be a number",
      "mega.config.ts: `LIST` is not set; did you mean `LITS`?",
    ]);
  });

  test("what is no schema", async () => {
    expect(
      await mistakes({
        config: { env: { A: "string", "B-C": Type.String(), D: { type: "strnig" } } },
        env: { D: "x" },
      }),
    ).toEqual([
      "mega.config.ts: `env.A` must be a schema, such as Type.String()",
      "mega.config.ts: `env.B-C` cannot be the name of a variable",
      expect.stringMatching(/^environment: `env.D` is no schema: /),
    ]);
    expect(await mistakes({ config: { env: ["A"] } })).toEqual(["mega.config.ts: `env` must be an object, not a list"]);
  });

  test("an optional variable that is not set leaves out the key that refers to it", async () => {
    const config = { env: { REGION: Type.Optional(Type.String()) }, name: env("REGION") };
    expect((await load({ config })).config.name).toMatch(/^mega-config-/);
  });
});

describe("mistakes", () => {
  test("a key that is nearly one of the other kind of file says which", async () => {
    expect(await mistakes({ config: { hots: [] }, app: { cachse: {} } })).toEqual([
      "mega.config.ts: `hots` is no key; did you mean `hosts` of apps/<name>/app.config.ts?",
      "apps/main/app.config.ts: `cachse` is no key; did you mean `caches` of mega.config.ts?",
    ]);
  });

  test("of every file are told at once", async () => {
    const found = await mistakes({
      config: {
        nmae: "x",
        port: 3000,
        server: { port: "3000", hots: "x" },
        databases: { main: { driver: "oracle", file: "x" }, "1x": {} },
        csrf: false,
        env: { MISSING: Type.String() },
      },
      app: { jobs: {}, databases: {}, bodyLimit: -1, csrf: true, locales: { defualt: "en" } },
      apps: { admin: { prefix: "admin" } },
      env: { PORT: "http" },
      flags: { server: { port: 70_000 } },
    });
    for (const line of [
      "mega.config.ts: `MISSING` is not set",
      "mega.config.ts: `nmae` is no key; did you mean `name`?",
      "mega.config.ts: `port` is no key; did you mean `server.port`?",
      "mega.config.ts: `csrf` belongs to apps/<name>/app.config.ts (each app has its own)",
      'mega.config.ts: `server.port` must be an integer, not "3000"',
      "mega.config.ts: `server.hots` is no key; did you mean `host`?",
      'mega.config.ts: `databases.main.driver` must be sqlite, not "oracle"',
      "mega.config.ts: `databases.1x.driver` is missing",
      "apps/main/app.config.ts: `databases` belongs to mega.config.ts (it is shared by all apps)",
      "apps/main/app.config.ts: `bodyLimit` must be at least 1, not -1",
      "apps/main/app.config.ts: `csrf` must be false or an object, not true",
      "apps/main/app.config.ts: `locales.defualt` is no key; did you mean `default`?",
      expect.stringMatching(/^apps\/admin\/app.config.ts: `prefix` must /),
      'environment: `PORT` must be an integer, not "http" (it is `server.port`)',
      "flags: `server.port` must be at most 65535, not 70000",
    ]) {
      expect(found).toContainEqual(line);
    }
    expect(found).toHaveLength(18);
  });

  test.each([
    [{ driver: "memory", dir: "x" }, "store.dir` is an option of the driver file, not of memory"],
    [{ driver: "sqlite", maxSessions: 1 }, "store.maxSessions` is an option of the driver memory, not of sqlite"],
    [{ driver: "file", file: "x" }, "store.file` is an option of the driver sqlite, not of file"],
    [{ driver: "file", dri: "x" }, "store.dri` is no key; did you mean `dir`?"],
    [{ driver: "memory", maxSesions: 1 }, "store.maxSesions` is no key; did you mean `maxSessions`?"],
    [{ driver: "floppy", dir: "x" }, 'store.driver` must be file, memory or sqlite, not "floppy"'],
    [{ driver: 1 }, "store.driver` must be file, memory or sqlite, not 1"],
    [{ dir: "x" }, "store.driver` is missing"],
    ["file", 'store` must be an object, not "file"'],
  ])("a session store %j", async (store, message) => {
    expect(await mistakes({ app: { session: { store } } })).toEqual([`apps/main/app.config.ts: \`session.${message}`]);
  });

  test("a driver that a variable names", async () => {
    const given = { app: { session: { store: { driver: env("STORE") } } } };
    expect(await mistakes({ ...given, files: { ".env": "STORE=floppy\n" } })).toEqual([
      '.env:1: `STORE` must be file, memory or sqlite, not "floppy" (it is `session.store.driver` of apps/main/app.config.ts)',
    ]);
    const { config } = await load({ ...given, env: { STORE: "sqlite" } });
    expect(config.apps["main"]?.session?.store).toEqual({ driver: "sqlite", file: "data/sessions.db" });
  });

  test("details name file and path", async () => {
    expect((await refusal({ config: { server: { port: -1 } } })).details).toEqual([
      { file: "mega.config.ts", path: "server.port", message: expect.stringContaining("-1") },
    ]);
  });

  test("what is wrong in a file of variables is told by its line, without its text", async () => {
    const lines = ["# ports", "PORT=http", "", "hunter2", 'A="one', 'two"', "export B = 1", "= x", "C=", "9D=1"];
    expect(await mistakes({ files: { ".env": lines.join("\n"), ".env.local": "HUNTER=a\0b\n" } })).toEqual([
      ".env:4: the line is no NAME=value",
      ".env:8: the line is no NAME=value",
      ".env:10: the line is no NAME=value",
      ".env.local:1: `HUNTER` holds a NUL character",
      '.env:2: `PORT` must be an integer, not "http" (it is `server.port`)',
    ]);
  });

  test("a file of variables that cannot be read", async () => {
    const root = await mkdtemp(join(tmpdir(), "mega-config-"));
    await mkdir(join(root, ".env"));
    const loading = loadConfig({
      manifest: { config: fileOf("mega.config.ts", {}), apps: [] },
      root,
      env: {},
      mode: "test",
    });
    await expect(loading).rejects.toThrow(".env: it cannot be read: EISDIR");
    await rm(root, { recursive: true });
  });

  test.each<[string, unknown, string]>([
    ["an error", new Error("boom"), "boom"],
    ["a number", 42, "the default export must be an object"],
    ["null", null, "the default export must be an object"],
    ["a list", [], "the default export must be an object"],
    ["a reference", env("X"), "the default export must be an object"],
  ])("a config file that gives %s", async (_what, config, message) => {
    expect(await mistakes({ config })).toEqual([`mega.config.ts: ${message}`]);
  });

  test("a config file without a default export", async () => {
    const file = { file: "mega.config.ts", load: async () => ({}) };
    const options = { manifest: { config: file, apps: [] }, root: "/nowhere", env: {}, mode: "test" } as const;
    await expect(loadConfig(options)).rejects.toThrow("there is no default export: write `export default defineConfig");
  });

  test("a broken mega.config.ts hides no mistake of an app", async () => {
    const config = new Error("boom");
    expect(await mistakes({ config, app: { bodyLimit: 0 }, mode: "production" })).toEqual([
      "mega.config.ts: boom",
      "apps/main/app.config.ts: `bodyLimit` must be at least 1, not 0",
    ]);
  });

  test.each<[object, string]>([
    [{ ignore: ["../other"] }, "`watch.ignore.0` must be a path or glob below the project"],
    [{ ignore: [""] }, "`watch.ignore.0` must be a path or glob below the project"],
    [{ ignore: ["no[tes"] }, "`watch.ignore.0` must be a path or glob below the project"],
    [{ ignore: ["[a]/{b,c"] }, "`watch.ignore.0` must be a path or glob below the project"],
    [{ ignore: ["!."] }, "`watch.ignore.0` must be a path or glob below the project"],
    [{ extensions: ["md"] }, "`watch.extensions.0` must be an ending with its dot, such as .md"],
    [{ debounceMs: -1 }, "`watch.debounceMs` must be at least 0"],
    [{ preload: "no" }, "`watch.preload` must be a boolean"],
    [{ rules: [{ match: "a" }] }, "`watch.rules.0.then` is missing"],
    [{ rules: [{ match: "a/../../b", then: "notify" }] }, "`watch.rules.0.match` must be a path or glob below"],
    [{ rules: [{ match: "a", then: "stop" }] }, "`watch.rules.0.then` must be restart, reload, ignore or notify"],
    [{ debounce: 5 }, "`watch.debounce` is no key"],
  ])("the watch policy %j", async (watch, message) => {
    const found = await mistakes({ config: { watch } });
    expect(found).toEqual([expect.stringContaining(`mega.config.ts: ${message}`)]);
  });

  test("a watch policy of every kind is taken", async () => {
    const rules = [{ match: "apps/*/{emails,prompts}/**", then: "reload" }];
    const watch = { ignore: ["!test", "/tmp", "a..b", "*.gen.ts"], extensions: [".md", ".d.ts"], rules };
    expect((await load({ config: { watch } })).config).toMatchObject({ watch });
  });

  test("a default language without texts names those there are", async () => {
    expect(await mistakes({ app: { locales: { default: "fr" } }, locales: { en: {}, ko: {} } })).toEqual([
      'apps/main/app.config.ts: `locales.default` is "fr", and apps/main/locales/server has en, ko',
    ]);
  });

  test("a key named __proto__ is an unknown one, and changes nothing", async () => {
    const config: unknown = JSON.parse('{ "__proto__": { "name": "x" }, "server": { "__proto__": { "port": 1 } } }');
    expect(await mistakes({ config })).toEqual([
      expect.stringMatching(/^mega.config.ts: `__proto__` is no key/),
      expect.stringMatching(/^mega.config.ts: `server.__proto__` is no key/),
    ]);
    expect(({} as { port?: number }).port).toBeUndefined();
  });

  test("a value of any length is told in a line", async () => {
    const [line = ""] = await mistakes({ app: { prefix: "x".repeat(1_000_000) } });
    expect(line.length).toBeLessThan(300);
  });

  test.each([
    [{ key: () => 1 }, "an object"],
    [Symbol("x"), "symbol"],
    [null, "null"],
    [[], "a list"],
    [1n, "bigint"],
  ])("a name that is %s", async (name, kind) => {
    expect(await mistakes({ config: { name } })).toEqual([`mega.config.ts: \`name\` must be a string, not ${kind}`]);
  });
});

test("the config that was written is not changed", async () => {
  const config = Object.freeze({ name: "blog", server: Object.freeze({ port: env("P", 1) }) });
  await load({ config });
  expect(config.server.port).toEqual(env("P", 1));
});

test("in development the secret of the run is taken, elsewhere and below 32 characters it is not", async () => {
  const run = "the secret of a run, 32 characters or more";
  const secretOf = async (mode: "development" | "test", value: string): Promise<string> =>
    (await load({ mode, env: { MEGA_DEVELOPMENT_SECRET: value } })).config.secret;
  expect(await secretOf("development", run)).toBe(run);
  expect(await secretOf("development", "short")).not.toBe("short");
  expect(await secretOf("test", run)).not.toBe(run);
});
