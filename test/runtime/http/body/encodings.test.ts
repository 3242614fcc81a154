import { gzipSync } from "node:zlib";

import { Type } from "typebox";
import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { upload } from "../../../../runtime/http/uploads/uploaded-file.ts";
import { serve } from "../serve.ts";

const echo = defineRoutes("/echo", (route) => {
  route.post("/", { csrf: false }, (req) => ({ body: req.body ?? null }));
});
const files = defineRoutes("/files", (route) => {
  route.post("/", { csrf: false, body: Type.Object({ file: upload() }) }, () => "taken");
});
const routes = { "echo.ts": echo, "files.ts": files };

test.each([
  ["/echo", "application/json"],
  ["/files", "multipart/form-data; boundary=x"],
  ["/echo", "application/x-www-form-urlencoded"],
])("a gzip bomb for %s as %s is refused over a socket and never unfolds", async (path, type) => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
  await using app = await serve({ routes });
  const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
  const before = process.memoryUsage().rss;
  const headers = { "content-type": type, "content-encoding": "gzip" };
  const answer = await fetch(url + path, { method: "POST", headers, body: bomb });
  expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
    415,
    "content_encoding_refused",
  ]);
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
});

test.each(["br", "deflate", "gzip, identity", "x".repeat(4000)])("the encoding %s is refused", async (encoding) => {
  await using app = await serve({ routes, locales: { en: {}, ko: {} } });
  const headers = { "content-type": "application/json", "content-encoding": encoding, "accept-language": "ko" };
  const answer = await app.inject({ method: "POST", url: "/echo", headers, payload: "{}" });
  expect(answer.statusCode).toBe(415);
  expect(answer.json().error.message).toMatch(/[가-힣]/);
});

test.each(["identity", "Identity", ""])("the encoding %j is none", async (encoding) => {
  await using app = await serve({ routes });
  const headers = { "content-type": "application/json", "content-encoding": encoding };
  expect((await app.inject({ method: "POST", url: "/echo", headers, payload: '{"a":1}' })).statusCode).toBe(200);
});
