import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { FromChild, Observed, TaskResults, ToChild } from "../../../runtime/dev/messages.ts";
import { Session } from "../../../runtime/dev/session.ts";

let root: string;
let sent: FromChild[];
let exits: number[];
let session: Session;
let env: Record<string, string | undefined>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-session-"));
  await mkdir(join(root, "node_modules"));
  await symlink(
    fileURLToPath(new URL("../../../node_modules/better-sqlite3", import.meta.url)),
    join(root, "node_modules/better-sqlite3"),
  );
  sent = [];
  exits = [];
  env = { NODE_ENV: "test" };
  session = new Session({
    env,
    send: async (message) => void sent.push(message),
    exit: (code) => exits.push(code),
  });
});

afterEach(async () => {
  await session.stop(0);
  await rm(root, { recursive: true });
});

const head = { v: 1, generation: 7 } as const;
const kinds = (): string[] => sent.map((message) => message.kind);

async function manifest(
  parts: { config?: string; migrations?: string; routes?: string; seeds?: string } = {},
): Promise<ToChild & { kind: "load" }> {
  const entry = join(root, "manifest.mjs");
  const { config = "{}", migrations = "", routes = "", seeds = "" } = parts;
  await writeFile(
    entry,
    `export default {
      config: { file: "mega.config.ts", load: async () => ({ default: ${config} }) },
      apps: [{ name: "main", config: { file: "apps/main/app.config.ts", load: async () => ({ default: {} }) }, routes: [${routes}], services: [], locales: {}, views: {}, publicDir: null }],
      migrations: [${migrations}],
      seeds: [${seeds}],
    };`,
  );
  return {
    ...head,
    kind: "load",
    project: { entry, imports: await writeImports([]), modules: {}, root, files: [] },
    listen: { kind: "tcp", port: 0 },
    migrate: true,
    flags: {},
  };
}

/** As the compiler writes it beside a build. */
async function writeImports(packages: readonly string[]): Promise<string> {
  const path = join(root, "imports.mjs");
  await writeFile(
    path,
    `export const packages = ${JSON.stringify(packages)}, modules = [], load = (specifier, options) => import(specifier, options);`,
  );
  return path;
}

const database = '{ databases: { main: { driver: "sqlite", file: "data/test.db" } } }';
const migration =
  '{ file: "db/migrations/1-create-posts.ts", load: async () => ({ default: { up: (schema) => schema.create("posts", (table) => { table.id(); }), down: (schema) => schema.drop("posts") } }) }';

async function run(
  task: Extract<ToChild, { kind: "run" }>["task"],
  parts: Parameters<typeof manifest>[0],
  args = {},
): Promise<unknown> {
  const { project } = await manifest(parts);
  const own = new Session({
    env: { NODE_ENV: "test" },
    send: async (message) => void sent.push(message),
    exit: (code) => exits.push(code),
  });
  await own.receive({ ...head, kind: "run", project, task, args });
  const result = sent.findLast((message) => message.kind === "result" || message.kind === "failed");
  return result?.kind === "result" ? result.data : result;
}

describe("reload", () => {
  const error = (text: string) => ({ error: { file: "apps/main/views/error.hbs", text } });
  const reload = (texts: Extract<ToChild, { kind: "reload" }>["texts"]): Promise<void> =>
    session.receive({ ...head, generation: 8, kind: "reload", texts });

  async function page(): Promise<string> {
    const [ready] = sent as [Extract<FromChild, { kind: "ready" }>];
    return (await fetch(`${ready.address.url}/nothing`, { headers: { accept: "text/html" } })).text();
  }

  test("exchanges messages and views of the app that runs, also the first and the last of them", async () => {
    await session.receive(await manifest());
    expect(await page()).toContain("<!doctype html>");
    await reload({ main: { locales: { en: { word: "one" } }, views: error("<p>{{t 'word'}}</p>") } });
    expect(await page()).toBe("<p>one</p>");
    await reload({ main: { locales: { en: { word: "two" } }, views: error("<b>{{t 'word'}}</b>") } });
    expect(await page()).toBe("<b>two</b>");
    await reload({});
    expect(await page()).toContain("<!doctype html>");
    const reloaded = { v: 1, generation: 8, kind: "reloaded", failure: null };
    expect(sent.slice(1)).toEqual([reloaded, reloaded, reloaded]);
    expect(exits).toEqual([]);
  });

  test("tells of a message that cannot be used, and goes on with those it had", async () => {
    await session.receive(await manifest());
    await reload({ main: { locales: { en: { word: "one" } }, views: error("{{t 'word'}}") } });
    await reload({ main: { locales: { en: { word: "{count, plural" } }, views: error("new") } });
    expect(sent.at(-1)).toMatchObject({
      kind: "reloaded",
      failure: { code: "message_invalid", message: expect.stringContaining("apps/main/locales/server/en.json") },
    });
    expect(await page()).toBe("one");
    expect(exits).toEqual([]);
  });

  test("tells of a view that cannot be read, with its place, and goes on with those it had", async () => {
    await session.receive(await manifest());
    await reload({ main: { locales: {}, views: error("old") } });
    await reload({ main: { locales: {}, views: error("new\n  {{#if x}}") } });
    const at = { file: "apps/main/views/error.hbs", line: 2, column: 3 };
    expect(sent.at(-1)).toMatchObject({ kind: "reloaded", failure: { code: "view_invalid", at } });
    expect(await page()).toBe("old");
    expect(exits).toEqual([]);
  });

  test("of a session that serves nothing is nothing", async () => {
    await reload({});
    expect([sent, exits]).toEqual([[], []]);
  });
});

describe("prepare", () => {
  const prepare = (imports: string | null): Promise<void> =>
    session.receive({
      ...head,
      generation: 0,
      kind: "prepare",
      root,
      imports,
      socket: join(root, "rehearsal.sock"),
      schemas: [],
    });

  test("loads the packages of the last build, and does nothing else that shows", async () => {
    await mkdir(join(root, "node_modules/loaded-ahead"));
    await writeFile(join(root, "node_modules/loaded-ahead/index.mjs"), "globalThis.preparedBy = import.meta.url;");
    await writeFile(join(root, "node_modules/loaded-ahead/package.json"), '{ "exports": "./index.mjs" }');
    await prepare(await writeImports(["loaded-ahead"]));
    expect(globalThis).toHaveProperty("preparedBy", expect.stringContaining("loaded-ahead"));
    expect([kinds(), exits]).toEqual([["prepared"], []]);
    await session.receive(await manifest());
    expect(kinds()).toEqual(["prepared", "ready"]);
  });

  test("a package that cannot be loaded is left to the project", async () => {
    await prepare(join(root, "gone.mjs"));
    await session.receive(await manifest());
    expect([kinds(), exits]).toEqual([["prepared", "ready"], []]);
  });

  test("a project that comes meanwhile is served at once", async () => {
    const preparing = prepare(null);
    await session.receive(await manifest());
    await preparing;
    expect(kinds().toSorted()).toEqual(["prepared", "ready"]);
  });
});

describe("load", () => {
  test("behind the front, a broken schema is told once the app serves", async () => {
    const routes =
      '{ file: "apps/main/routes/broken.ts", load: async () => ({ default: (await import("mega-framework")).defineRoutes("/", (route) => route.get("/", { query: { type: "nothing" } }, () => 1)) }) }';
    await symlink(fileURLToPath(new URL("../../..", import.meta.url)), join(root, "node_modules/mega-framework"));
    await session.receive({
      ...(await manifest({ routes })),
      listen: { kind: "socket", path: join(root, "app.sock") },
    });
    await expect.poll(() => exits).toEqual([1]);
    expect(sent.map((message) => (message.kind === "failed" ? message.error.code : message.kind))).toEqual([
      "ready",
      "routes_invalid",
    ]);
  });

  test("serves, and says where and what the config wants", async () => {
    await session.receive(
      await manifest({ config: '{ server: { port: 4000 }, watch: { graceMs: 10, onError: "keep" } }' }),
    );
    expect(kinds()).toEqual(["ready"]);
    const [ready] = sent as [Extract<FromChild, { kind: "ready" }>];
    expect(ready).toMatchObject({ ...head, server: { port: 4000 }, watch: { graceMs: 10, onError: "keep" } });
    expect((await fetch(`${ready.address.url}/health/live`)).status).toBe(200);
  });

  test("what .env sets is there before the project's first line, unless it is really set", async () => {
    env["REAL"] = "real";
    await writeFile(join(root, ".env"), "REAL=file\nPORT=4001\nFLAVOUR=salt\n");
    await session.receive(await manifest());
    expect(env).toMatchObject({ REAL: "real", FLAVOUR: "salt" });
    expect(sent).toMatchObject([{ kind: "ready", server: { port: 4001 } }]);
  });

  test("every .env file counts, by NODE_ENV, and the config can tell them from the environment", async () => {
    env["HOST"] = "127.0.0.1";
    await writeFile(join(root, ".env"), "PORT=4001\nFLAVOUR=salt\n");
    await writeFile(join(root, ".env.test"), "PORT=4002\nFLAVOUR=sugar\n");
    await writeFile(join(root, ".env.production"), "PORT=4003\n");
    await session.receive(await manifest());
    expect(env).toMatchObject({ FLAVOUR: "sugar", PORT: "4002" });
    expect(sent).toMatchObject([{ kind: "ready", server: { port: 4002, host: "127.0.0.1" } }]);
    const explained = await run("config.explain", {}, { key: "server" });
    expect(explained).toMatchObject({ isKey: true });
    const { explanations } = explained as TaskResults["config.explain"];
    const port = explanations.find(({ key }) => key === "server.port");
    expect(port?.steps.map(({ layer, file, value }) => [layer, file, value])).toEqual([
      ["default", null, 3000],
      ["env-file", ".env", "4001"],
      ["env-file", ".env.test", 4002],
    ]);
  });

  test("flags are the uppermost layer", async () => {
    await writeFile(join(root, ".env"), "PORT=4001\n");
    const message = { ...(await manifest()), flags: { port: 0, host: "127.0.0.1" } };
    await session.receive({ ...message, listen: { kind: "tcp" } });
    const [ready] = sent as [Extract<FromChild, { kind: "ready" }>];
    expect(ready.server).toMatchObject({ port: 0, host: "127.0.0.1" });
    expect(ready.address.port).not.toBe(4001);
  });

  test("applies pending migrations first, and only then", async () => {
    const message = await manifest({ config: database, migrations: migration });
    await session.receive(message);
    expect(sent[0]).toMatchObject({ kind: "event", event: { kind: "migrated", migrations: ["1-create-posts"] } });
    expect(kinds()).toEqual(["event", "ready"]);
  });

  test("without migrate it leaves them alone", async () => {
    await session.receive({ ...(await manifest({ config: database, migrations: migration })), migrate: false });
    expect(kinds()).toEqual(["ready"]);
  });

  test("what goes wrong is told once, and the process ends with 1", async () => {
    await session.receive(await manifest({ config: "{ nonsense: 1 }" }));
    expect(sent).toMatchObject([
      { ...head, kind: "failed", error: { code: "config_invalid", message: expect.stringContaining("nonsense") } },
    ]);
    await session.fail(new Error("a second one"));
    expect([sent.length, exits]).toEqual([1, [1]]);
  });

  test("a manifest that cannot be read is a failure too", async () => {
    const message = await manifest();
    await session.receive({
      ...message,
      project: { entry: join(root, "none.mjs"), imports: "", modules: {}, root, files: [] },
    });
    expect(kinds()).toEqual(["failed"]);
  });
});

describe("stop", () => {
  test("closes the port and ends with 0; a second one changes nothing", async () => {
    await session.receive(await manifest());
    const [ready] = sent as [Extract<FromChild, { kind: "ready" }>];
    await Promise.all([session.receive({ ...head, kind: "stop", graceMs: 100 }), session.stop(0)]);
    expect(exits).toEqual([0]);
    expect(kinds()).toEqual(["ready", "event"]);
    await expect(fetch(ready.address.url)).rejects.toThrow();
  });

  test("of a process that has loaded nothing", async () => {
    await session.stop(0);
    expect(exits).toEqual([0]);
  });
});

describe("run", () => {
  test("migrates, tells the status, takes back", async () => {
    const parts = {
      config: database,
      migrations: `${migration}, ${migration.replaceAll("1-create-posts", "2-create-tags").replaceAll('"posts"', '"tags"')}`,
    };
    expect(await run("db.migrate", parts)).toEqual({ database: "main", applied: ["1-create-posts", "2-create-tags"] });
    expect(await run("db.migrate", parts)).toEqual({ database: "main", applied: [] });
    expect(await run("db.rollback", parts, { step: 1 })).toEqual({ database: "main", reverted: ["2-create-tags"] });
    expect(await run("db.status", parts)).toMatchObject({
      migrations: [{ name: "1-create-posts", appliedAt: expect.any(String) }, { appliedAt: null }],
    });
    expect(exits).toEqual([0, 0, 0, 0]);
  });

  test("runs each seed and tells of it", async () => {
    const seeds = '{ file: "db/seeds/posts.ts", load: async () => ({ default: async () => {} }) }';
    expect(await run("db.seed", { config: database, seeds })).toEqual({ database: "main", seeds: ["posts"] });
    expect(sent[0]).toMatchObject({ kind: "event", event: { kind: "seeded", seed: "posts" } });
  });

  test("a broken route keeps nobody from migrating, but is told by routes", async () => {
    const parts = {
      config: database,
      migrations: migration,
      routes: '{ file: "apps/main/routes/a.ts", load: async () => { throw new Error("broken"); } }',
    };
    expect(await run("db.migrate", parts)).toMatchObject({ applied: ["1-create-posts"] });
    expect(await run("info", parts)).toMatchObject({ apps: ["main"], databases: { main: "sqlite" } });
    expect(await run("routes", parts)).toMatchObject({
      kind: "failed",
      error: { code: "routes_invalid", message: expect.stringContaining("broken") },
    });
  });

  test("without a database there is nothing to migrate, and it says what to configure", async () => {
    expect(await run("db.migrate", {})).toMatchObject({
      kind: "failed",
      error: { code: "alias_missing", message: expect.stringContaining("databases") },
    });
  });

  test("config tells every value, with secrets covered, whatever the databases and routes are like", async () => {
    const parts = {
      config:
        '{ name: "x", secret: "0123456789abcdef0123456789abcdef", databases: { main: { driver: "sqlite", file: "/dev/null/x" } } }',
      routes: '{ file: "apps/main/routes/a.ts", load: async () => { throw new Error("broken"); } }',
    };
    const { values } = (await run("config", parts, { app: "main" })) as TaskResults["config"];
    expect(values).toContainEqual({
      key: "name",
      app: null,
      value: "x",
      layer: "mega.config",
      file: "mega.config.ts",
      line: null,
      variable: null,
    });
    expect(values.find(({ key }) => key === "secret")?.value).toBe("[redacted]");
    expect(values.filter(({ app }) => app === "main").map(({ key }) => key)).toContain("bodyLimit");
    expect(JSON.parse(JSON.stringify(values))).toEqual(values);
  });

  test("config.explain of no key names the near one", async () => {
    expect(await run("config.explain", {}, { key: "server.prot" })).toEqual({
      isKey: false,
      near: "server.port",
      explanations: [],
    });
  });

  test("of a broken config nothing is explained, every mistake is told", async () => {
    expect(await run("config.explain", { config: "{ nmae: 1 }" }, { key: "name" })).toMatchObject({
      kind: "failed",
      error: { code: "config_invalid" },
    });
  });
});

describe("an inspected app", () => {
  const observed = (): readonly Observed[] =>
    sent.flatMap((message) =>
      message.kind === "event" && message.event.kind === "observed" ? message.event.observed : [],
    );

  test("tells what it does, answers what it is asked, and sends the rest before it leaves", async () => {
    await session.receive({ ...(await manifest({ config: database, migrations: migration })), observe: true });
    await session.receive({ ...head, kind: "inspect", subject: "health" });
    expect(sent.at(-1)).toMatchObject({
      kind: "event",
      generation: 7,
      event: { kind: "inspected", subject: "health", data: { ok: true } },
    });
    await session.receive({ ...head, kind: "inspect", subject: "config" });
    expect(sent.at(-1)).toMatchObject({ event: { subject: "config", data: expect.any(Array) } });
    await session.stop(0);
    expect(observed()).toContainEqual(
      expect.objectContaining({ kind: "query", sql: expect.stringContaining('create table "posts"') }),
    );
    expect(sent.at(-1)).toMatchObject({ event: { kind: "drained", schemas: [] } });
  });

  test("says nothing of the look for migrations when there are none to apply", async () => {
    const message = { ...(await manifest({ config: database, migrations: migration })), observe: true };
    await session.receive({ ...message, observe: false });
    await session.stop(0);
    session = new Session({ env, send: async (message) => void sent.push(message), exit: (code) => exits.push(code) });
    await session.receive(message);
    await session.stop(0);
    expect(kinds().filter((kind) => kind === "ready")).toHaveLength(2);
    expect(observed().filter(({ kind }) => kind === "query")).toEqual([]);
  });

  test("is none unless it is told to be: it says nothing", async () => {
    await session.receive(await manifest({ config: database, migrations: migration }));
    await session.receive({ ...head, kind: "inspect", subject: "health" });
    await session.stop(0);
    expect(sent.flatMap((message) => (message.kind === "event" ? [message.event.kind] : []))).toEqual([
      "migrated",
      "drained",
    ]);
  });

  test("before it serves there is nothing to ask", async () => {
    await session.receive({ ...head, kind: "inspect", subject: "health" });
    expect(sent).toEqual([]);
  });
});
