import { createServer, type AddressInfo } from "node:net";
import { request } from "node:http";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";

import { expect, test } from "vitest";

import { boot, type BootOptions, type MegaRuntime } from "../../runtime/boot.ts";
import type { MegaDbAdapter } from "../../runtime/core/ports.ts";
import { defineRoutes } from "../../runtime/http/routes/define-routes.ts";
import type { AppManifest, ManifestFile } from "../../runtime/manifest.ts";
import { fileOf, makeRoot, manifestOf, serve } from "./http/serve.ts";

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/hello", (req) => ({ ip: req.ip, header: req.headers["x-mega-client-address"] ?? null }));
  }),
};

test("listens on any free port, serves, and closes twice", async () => {
  await using app = await serve({ routes });
  const address = await app.runtime.listen({ kind: "tcp", port: 0 });
  expect(address).toEqual({ url: `http://localhost:${address.port}`, port: expect.any(Number) });
  const answer = await fetch(`${address.url}/hello`);
  expect(await answer.json()).toEqual({ ok: true, data: { ip: "127.0.0.1", header: null } });
  await Promise.all([app.runtime.close(0), app.runtime.close(0)]);
  await expect(fetch(`${address.url}/hello`)).rejects.toThrow();
});

test("host and port are the config's unless said", async () => {
  await using app = await serve({ config: { server: { port: 0 }, logger: { level: "silent" } }, routes });
  const address = await app.runtime.listen();
  expect((await fetch(`${address.url}/hello`)).status).toBe(200);
});

test("a taken port is named", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  await using app = await serve({ routes });
  await expect(app.runtime.listen({ kind: "tcp", port })).rejects.toMatchObject({
    code: "port_taken",
    message: `Port ${port} is taken by another process.`,
    cause: { code: "EADDRINUSE" },
  });
  await new Promise((resolve) => other.close(resolve));
});

test("behind the front the client's address is restored and the header is gone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mega-sock-"));
  const socketPath = join(folder, "app.sock");
  await using app = await serve({ routes });
  expect(await app.runtime.listen({ kind: "socket", path: socketPath })).toEqual({
    url: `unix:${socketPath}`,
    port: null,
  });
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(
      { socketPath, path: "/hello", headers: { "x-mega-client-address": "203.0.113.9" } },
      (answer) => {
        let text = "";
        answer
          .setEncoding("utf8")
          .on("data", (chunk: string) => (text += chunk))
          .on("end", () => resolve(text));
      },
    );
    call.on("error", reject).end();
  });
  expect(JSON.parse(body).data).toEqual({ ip: "203.0.113.9", header: null });
  await rm(folder, { recursive: true });
});

test("over TCP nobody can claim another address", async () => {
  await using app = await serve({ routes });
  const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
  const answer = await fetch(`${url}/hello`, { headers: { "x-mega-client-address": "203.0.113.9" } });
  expect(((await answer.json()) as { data: { ip: string } }).data.ip).toBe("127.0.0.1");
});

test("closing lets a request under way finish, also on a kept connection", async () => {
  let release = (): void => {};
  let arrived = (): void => {};
  const isUnderWay = new Promise<void>((resolve) => (arrived = resolve));
  const gate = new Promise<void>((resolve) => (release = resolve));
  const slow = defineRoutes("/", (route) => {
    route.get("/slow", async () => {
      arrived();
      await gate;
      return "done";
    });
  });
  await using app = await serve({ routes: { "slow.ts": slow } });
  const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
  const answer = fetch(`${url}/slow`);
  await isUnderWay;
  const closing = app.runtime.close(30_000);
  expect((await app.runtime.health.ready()).ok).toBe(false);
  release();
  expect(await (await answer).text()).toBe("done");
  await closing;
});

test("closing cuts what outlasts its time", async () => {
  let arrived = (): void => {};
  const isUnderWay = new Promise<void>((resolve) => (arrived = resolve));
  const stuck = defineRoutes("/", (route) => {
    route.get("/stuck", () => (arrived(), new Promise(() => {})));
  });
  await using app = await serve({ routes: { "stuck.ts": stuck } });
  const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
  const failed = expect(fetch(`${url}/stuck`)).rejects.toThrow();
  await isUnderWay;
  await app.runtime.close(10);
  await failed;
});

test("health says ok, and 503 when a check fails or it is closing", async () => {
  await using app = await serve({ routes });
  expect((await app.inject("/health/live")).json()).toEqual({ ok: true });
  expect((await app.inject("/health/ready")).json()).toEqual({ ok: true });
  app.runtime.health.register("cache", () => ({ ok: false, secret: "x" }));
  const answer = await app.inject("/health/ready");
  expect([answer.statusCode, answer.json()]).toEqual([503, { ok: false }]);
});

test("databases of the config are opened, checked, given to the ctx and closed", async () => {
  const query = defineRoutes("/", (route) => {
    route.get("/one", async (_req, _reply, ctx) => ({ tables: await ctx.db.main.introspection.getTables() }));
    route.get("/nope", (_req, _reply, ctx) => ctx.db["mian"]);
  });
  const config = {
    databases: { main: { driver: "sqlite", file: "data/test.db" } },
    logger: { level: "silent" },
  } as const;
  await using app = await serve({ config, routes: { "q.ts": query } }, { mode: "development" });
  expect((await app.inject("/one")).json()).toEqual({ ok: true, data: { tables: [] } });
  expect((await app.inject("/nope")).json().error.message).toBe(
    "There is no `mian` in `databases`; did you mean `main`?",
  );
  expect((await app.runtime.health.ready()).checks).toEqual({ "databases.main": { ok: true } });
});

test("databases that are handed in are used as they are, and stay open", async () => {
  let closed = 0;
  const fake = {
    driver: "fake",
    kysely: { name: "fake" },
    check: async () => ({ ok: true }),
    close: async () => void closed++,
  };
  const app = await serve({ routes }, { databases: { main: fake as unknown as MegaDbAdapter } });
  expect(app.runtime.databases["main"]).toBe(fake);
  await app.runtime.close(0);
  expect(closed).toBe(0);
});

test("what was opened is closed when a later step fails", async () => {
  const root = await makeRoot();
  const config = { databases: { main: { driver: "sqlite", file: "test.db" } }, logger: { level: "silent" } } as const;
  const broken = serve({ config, routes: { "broken.ts": new Error("boom") } }, { root });
  await expect(broken).rejects.toMatchObject({ code: "routes_invalid" });
  expect(await readdir(root)).toContain("test.db");
  // SQLite removes its log when the last connection closes.
  expect(await readdir(root)).not.toContain("test.db-wal");
  await rm(root, { recursive: true });
});

test("a project without an app, and an app that is not there, are errors that say what to do", async () => {
  const manifest = manifestOf({});
  const start = (options: Partial<BootOptions>): Promise<MegaRuntime> =>
    boot({ manifest, root: "/nowhere", env: {}, mode: "test", ...options });
  await expect(start({ manifest: { ...manifest, apps: [] } })).rejects.toMatchObject({ code: "app_missing" });
  await expect(start({ app: "shop" })).rejects.toMatchObject({
    code: "app_unknown",
    message: "There is no app `shop`; there is `main`.",
  });
});

test("the code of an app comes from one import of all of it and, when that fails, file by file", async () => {
  const manifest = manifestOf({ config: { logger: { level: "silent" } }, routes });
  const [app] = manifest.apps as [AppManifest];
  const [file] = app.routes as [ManifestFile];
  const asked: string[] = [];
  const byItself = { ...file, load: () => (asked.push("itself"), file.load()) };
  const answerOf = async (loadCode: NonNullable<AppManifest["loadCode"]>): Promise<number> => {
    const own = { ...manifest, apps: [{ ...app, routes: [byItself], loadCode }] };
    const runtime = await boot({ manifest: own, root: "/nowhere", env: {}, mode: "test" });
    const { statusCode } = await runtime.inject("/hello");
    await runtime.close(0);
    return statusCode;
  };
  const module = await file.load();
  expect(await answerOf(async () => ({ default: { [file.file]: module } }))).toBe(200);
  expect(asked).toEqual([]);
  expect(await answerOf(() => Promise.reject(new Error("boom")))).toBe(200);
  expect(asked).toEqual(["itself"]);
});

test("the config's mistakes stop the boot", async () => {
  const manifest = { ...manifestOf({}), config: fileOf("mega.config.ts", { nmae: "x" }) };
  await expect(boot({ manifest, root: "/nowhere", env: {}, mode: "test" })).rejects.toMatchObject({
    code: "config_invalid",
  });
});

test("where it listens is told by the address alone", async () => {
  const lines: string[] = [];
  const logStream = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  await using app = await serve({ config: { logger: { level: "info" } }, routes }, { logStream });
  const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
  expect(lines).toEqual([]);
  await fetch(`${url}/hello`);
  await expect.poll(() => lines.length).toBe(1);
});

test("one line a request, without secrets", async () => {
  const lines: string[] = [];
  const logStream = new Writable({ write: (chunk, _encoding, done) => (lines.push(String(chunk)), done()) });
  const log = defineRoutes("/", (route) => {
    route.get("/posts/:id", (req) => {
      req.log.info({ headers: req.headers }, "headers");
      return 1;
    });
  });
  await using app = await serve({ config: { logger: { level: "info" } }, routes: { "log.ts": log } }, { logStream });
  await app.inject({ url: "/posts/7?x=1", headers: { authorization: "Bearer secret", cookie: "sid=secret" } });
  const text = lines.join("");
  expect(text).not.toContain("secret");
  const last = JSON.parse(lines.at(-1) ?? "");
  expect(last).toMatchObject({
    level: 30,
    method: "GET",
    url: "/posts/7?x=1",
    route: "/posts/:id",
    status: 200,
    ms: expect.any(Number),
    reqId: expect.any(String),
  });
  expect(last.msg).toMatch(/^GET \/posts\/7\?x=1 200 [\d.]+ ms$/);
  expect(lines).toHaveLength(2);
});

test("caches of the config are given to the ctx, watched by health, and go by the clock", async () => {
  let now = 0;
  const counting = defineRoutes("/", (route) => {
    route.get("/hits", (_req, _reply, ctx) => ctx.cache["main"]?.increment("hits", 1, { ttlMs: 1000 }));
    route.get("/none", (_req, _reply, ctx) => ctx.cache["rate"]?.get("x"));
  });
  const config = { caches: { main: { driver: "memory", maxEntries: 10 } }, logger: { level: "silent" } } as const;
  await using app = await serve({ config, routes: { "r.ts": counting } }, { clock: { now: () => now } });
  const hits = async (): Promise<unknown> => (await app.inject("/hits")).json().data;
  expect([await hits(), await hits()]).toEqual([1, 2]);
  now = 1000;
  expect(await hits()).toBe(1);
  expect(app.runtime.caches["main"]?.driver).toBe("memory");
  expect(await app.runtime.health.ready()).toMatchObject({ ok: true });
  expect((await app.inject("/none")).statusCode).toBe(500);
});
