import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { defineRoutes } from "../../../runtime/http/define-routes.ts";
import { serve, type Served } from "./serve.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega-static-"));
  await mkdir(join(folder, "public/img"), { recursive: true });
  await writeFile(join(folder, "public/app.css"), "body{}");
  await writeFile(join(folder, "public/.secret"), "secret");
  await writeFile(join(folder, "public/posts"), "shadowed");
  await writeFile(join(folder, "public/img/한글 a.svg"), "<svg/>");
  await writeFile(join(folder, "outside.txt"), "outside");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(): Promise<Served> {
  const routes = defineRoutes("/", (route) => route.get("/posts", () => "route"));
  return serve({ routes: { "r.ts": routes }, publicDir: join(folder, "public") });
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
])("%s is not served", async (url) => {
  await using app = await start();
  const answer = await app.inject(url);
  expect([400, 403, 404]).toContain(answer.statusCode);
  expect(answer.json()).toMatchObject({ ok: false });
});
