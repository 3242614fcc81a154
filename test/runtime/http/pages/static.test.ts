import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
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

function start(publicDir = "public"): Promise<Served> {
  const routes = defineRoutes("/", (route) => route.get("/posts", () => "route"));
  return serve({ routes: { "r.ts": routes }, publicDir: join(folder, publicDir) });
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
