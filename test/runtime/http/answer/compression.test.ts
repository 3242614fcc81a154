import { Readable } from "node:stream";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve } from "../serve.ts";

const large = "x".repeat(5000);
const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/large", () => ({ large }));
    route.get("/small", () => ({ small: 1 }));
    route.get("/stream", (_req, reply) => reply.type("text/plain").send(Readable.from([large, large])));
    route.get("/image", (_req, reply) => reply.type("image/png").send(Buffer.alloc(5000)));
    route.get("/nothing", (_req, reply) => void reply.code(204));
  }),
};
const app = { compress: {} } as const;

async function ask(url: string, accept: string | undefined, method: "GET" | "HEAD" = "GET") {
  await using served = await serve({ app, routes });
  const headers = accept === undefined ? {} : { "accept-encoding": accept };
  const answer = await served.inject({ method, url, headers });
  return { encoding: answer.headers["content-encoding"], vary: String(answer.headers["vary"]), answer };
}

test.each([
  ["gzip", "gzip"],
  ["br, gzip", "br"],
  ["gzip;q=1, br;q=0", "gzip"],
  ["gzip;q=0", undefined],
  ["identity", undefined],
  ["zstd", undefined],
  [undefined, undefined],
])("a client that takes %s gets %s", async (accept, expected) => {
  const { encoding, vary, answer } = await ask("/large", accept);
  expect(encoding).toBe(expected);
  const unfold = { gzip: gunzipSync, br: brotliDecompressSync }[expected ?? ""];
  const text = unfold ? unfold(answer.rawPayload).toString() : answer.body;
  expect(JSON.parse(text)).toEqual({ ok: true, data: { large } });
  if (expected) expect(vary).toMatch(/accept-encoding/i);
});

test.each(["/small", "/image", "/nothing"])("%s stays as it is", async (url) => {
  expect((await ask(url, "gzip")).encoding).toBeUndefined();
});

test("a stream is compressed as it comes", async () => {
  const { encoding, answer } = await ask("/stream", "gzip");
  expect(encoding).toBe("gzip");
  expect(gunzipSync(answer.rawPayload).toString()).toBe(large + large);
});

test("HEAD has no body", async () => {
  expect((await ask("/large", "gzip", "HEAD")).answer.rawPayload).toHaveLength(0);
});

test("the smallest size is the config's, and nothing is compressed unless asked", async () => {
  await using small = await serve({ app: { compress: { minBytes: 1 } }, routes });
  const headers = { "accept-encoding": "gzip" };
  expect((await small.inject({ url: "/small", headers })).headers["content-encoding"]).toBe("gzip");
  await using off = await serve({ routes });
  expect((await off.inject({ url: "/large", headers })).headers["content-encoding"]).toBeUndefined();
});
