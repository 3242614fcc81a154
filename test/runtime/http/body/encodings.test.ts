import { gzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve } from "../serve.ts";

const echo = defineRoutes("/echo", (route) => {
  route.post("/", { csrf: false }, (req) => ({ body: req.body ?? null }));
});
const routes = { "echo.ts": echo };

test.each(["application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])(
  "a gzip bomb as %s is refused over a socket and never unfolds",
  async (type) => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
    await using app = await serve({ routes });
    const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
    const before = process.memoryUsage().rss;
    const headers = { "content-type": type, "content-encoding": "gzip" };
    const answer = await fetch(`${url}/echo`, { method: "POST", headers, body: bomb });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      415,
      "content_encoding_refused",
    ]);
    expect(answer.headers.get("accept-encoding")).toBe("identity");
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  },
);

test.each(["br", "deflate", "gzip, identity", "x".repeat(4000)])("the encoding %s is refused", async (encoding) => {
  await using app = await serve({ routes });
  const headers = { "content-type": "application/json", "content-encoding": encoding, "accept-language": "ko" };
  const answer = await app.inject({ method: "POST", url: "/echo", headers, payload: "{}" });
  expect(answer.statusCode).toBe(415);
});

test.each(["identity", "Identity", ""])("the encoding %j is none", async (encoding) => {
  await using app = await serve({ routes });
  const headers = { "content-type": "application/json", "content-encoding": encoding };
  expect((await app.inject({ method: "POST", url: "/echo", headers, payload: '{"a":1}' })).statusCode).toBe(200);
});
