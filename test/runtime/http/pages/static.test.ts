import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { AppConfig } from "../../../../runtime/config/settings.ts";
import { serve, type Served } from "../serve.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega-static-"));
  await mkdir(join(folder, "public/img"), { recursive: true });
  await writeFile(join(folder, "public/app.css"), "body{}");
  await writeFile(join(folder, "public/.secret"), "secret");
  await writeFile(join(folder, "public/posts"), "shadowed");
  await writeFile(join(folder, "public/img/한글 a.svg"), "<svg/>");
  await writeFile(join(folder, "outside.txt"), "outside");
  await mkdir(join(folder, "public-backup"));
  await writeFile(join(folder, "public-backup/a.txt"), "outside");
  await symlink(join(folder, "outside.txt"), join(folder, "public/leak.txt"));
  await symlink(folder, join(folder, "public/up"));
  await symlink(join(folder, "public-backup"), join(folder, "public/backup"));
  await symlink(join(folder, "public/gone"), join(folder, "public/broken"));
  await symlink("img/한글 a.svg", join(folder, "public/링크.svg"));
  await symlink("public", join(folder, "linked"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(publicDir = "public", app: AppConfig = {}): Promise<Served> {
  const routes = defineRoutes("/", (route) => route.get("/posts", () => "route"));
  return serve({ app, routes: { "r.ts": routes }, publicDir: join(folder, publicDir) });
}

test("serves files with headers to cache by", async () => {
  await using app = await start();
  const answer = await app.inject("/app.css");
  expect([answer.statusCode, answer.body]).toEqual([200, "body{}"]);
  expect(answer.headers).toMatchObject({
    "content-type": "text/css; charset=utf-8",
    etag: expect.any(String),
    "last-modified": expect.any(String),
  });
  const again = await app.inject({ url: "/app.css", headers: { "if-none-match": String(answer.headers.etag) } });
  expect(again.statusCode).toBe(304);
  expect((await app.inject(`/img/${encodeURIComponent("한글 a.svg")}`)).body).toBe("<svg/>");
});

test("a route wins over a file of the same address", async () => {
  await using app = await start();
  expect((await app.inject("/posts")).body).toBe("route");
});

test.each([
  "/.secret",
  "/nope.css",
  "/img",
  "/img/",
  "/../outside.txt",
  "/%2e%2e/outside.txt",
  "/..%2foutside.txt",
  "/%2e%2e%2foutside.txt",
  "/..%5coutside.txt",
  "/%252e%252e/outside.txt",
  "/img/../../outside.txt",
  "/app.css/x",
  "/%00",
  "//app.css",
  `/${"x".repeat(5000)}`,
  "/leak.txt",
  "/up/outside.txt",
  "/backup/a.txt",
  "/broken",
])("%.40s is not there", async (url) => {
  await using app = await start();
  const answer = await app.inject(url);
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ ok: false, error: { code: "route_not_found" } });
});

test("a link to a file of the folder is served, and a folder that is a link itself", async () => {
  await using app = await start();
  expect((await app.inject(`/${encodeURIComponent("링크.svg")}`)).body).toBe("<svg/>");
  await using linked = await start("linked");
  expect((await linked.inject("/app.css")).body).toBe("body{}");
});

test("a part of a file that is not there is refused", async () => {
  await using app = await start();
  const answer = await app.inject({ url: "/app.css", headers: { range: "bytes=100-" } });
  expect(answer.statusCode).toBe(416);
});

test("how long browsers keep a file is the config's", async () => {
  const cacheControl = async (config: AppConfig["static"]): Promise<unknown> => {
    await using app = await start("public", config === undefined ? {} : { static: config });
    return (await app.inject("/app.css")).headers["cache-control"];
  };
  expect(await cacheControl(undefined)).toBe("public, max-age=0");
  expect(await cacheControl({ maxAgeMs: 60_000 })).toBe("public, max-age=60");
  expect(await cacheControl({ maxAgeMs: 31_536_000_000, immutable: true })).toBe("public, max-age=31536000, immutable");
});

test("static: false serves no file", async () => {
  await using app = await start("public", { static: false });
  expect((await app.inject("/app.css")).statusCode).toBe(404);
  expect((await app.inject("/posts")).body).toBe("route");
});

test("a part of a file, and its head alone", async () => {
  await using app = await start();
  const part = await app.inject({ url: "/app.css", headers: { range: "bytes=0-3" } });
  expect([part.statusCode, part.body, part.headers["content-range"]]).toEqual([206, "body", "bytes 0-3/6"]);
  const head = await app.inject({ method: "HEAD", url: "/app.css" });
  expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", "6"]);
});

test.each(["/../outside.txt", "/img/../../outside.txt", "/..\\outside.txt", "/%2e%2e/%2e%2e/etc/passwd"])(
  "over a socket, where nobody tidies it, %s leads nowhere",
  async (path) => {
    await using app = await start();
    const { port } = await app.runtime.listen({ kind: "tcp", port: 0 });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      get({ host: "127.0.0.1", port, path }, (answer) => resolve(answer.resume().statusCode)).on("error", reject);
    });
    expect([400, 404]).toContain(status);
  },
);
