import { Readable } from "node:stream";

import { expect, test } from "vitest";

import { MegaNotFoundError } from "../../../../runtime/core/errors/http-errors.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { Type } from "typebox";
import { NOW, postJson, SECRET, serveAsp } from "./support.ts";

const routes = {
  "api.ts": defineRoutes("/", (route) => {
    route.get("/api/hello", () => ({ hello: "world" }));
    route.get("/api/query", (req) => ({ query: req.query, type: req.headers["content-type"] ?? null }));
    route.post("/api/echo", (req, reply) => {
      reply.header("x-own", "kept");
      return { got: req.body, type: req.headers["content-type"] ?? null };
    });
    route.post("/api/posts", { body: Type.Object({ title: Type.String() }) }, (req) => req.body);
    route.get("/api/missing", () => {
      throw new MegaNotFoundError("post", { id: 1 });
    });
    route.get("/api/crash", () => {
      throw new Error("boom");
    });
    route.delete("/api/gone", (_req, reply) => void reply.code(204));
    route.get("/api/moved", (_req, reply) => reply.redirect("/api/hello"));
    route.get("/api/stream", (_req, reply) => reply.type("text/plain").send(Readable.from(["가", "나", "다"])));
    route.get("/api/broken", (_req, reply) =>
      reply.send(
        Readable.from(
          (function* broken() {
            yield "first";
            throw new Error("half way");
          })(),
        ),
      ),
    );
    route.get("/api/response", (_req, reply) =>
      reply.send(new Response("made", { status: 201, headers: { "content-type": "text/x-own" } })),
    );
    route.get("/api/bytes", (_req, reply) =>
      reply.type("application/octet-stream").send(Buffer.from([0, 255, 1, 254])),
    );
    route.get("/plain", () => ({ plain: true }));
  }),
};

test("a body is decrypted before it is parsed, and the answer is encrypted", async () => {
  await using app = await serveAsp({ routes });
  const answer = await app.client().fetch("/api/echo", postJson({ secret: "인사" }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(answer.headers.get("x-own")).toBe("kept");
  expect(await answer.json()).toEqual({ ok: true, data: { got: { secret: "인사" }, type: "application/json" } });
});

test("nothing of either body is readable on the way, and both are as long as what they hide", async () => {
  await using app = await serveAsp({ routes });
  const message = await app.message("/api/echo", postJson({ secret: "hush" }));
  expect(message.body).toHaveLength(JSON.stringify({ secret: "hush" }).length);
  const answer = await app.send(message);
  expect(answer.status).toBe(200);
  expect(answer.headers["content-type"]).toBe("application/vnd.mega.asp");
  expect(answer.headers["x-mega-asp-type"]).toBe("application/json; charset=utf-8");
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(answer.headers["x-mega-asp"]).toMatch(/^1\.main\.[\w-]{16}\.[\w-]{22}$/);
  const shown = JSON.stringify({ ok: true, data: { got: { secret: "hush" }, type: "application/json" } });
  expect(answer.body).toHaveLength(shown.length);
  for (const bytes of [Buffer.from(message.body), answer.body]) expect(bytes.includes("hush")).toBe(false);
});

test("the same request twice has nothing in common on the way", async () => {
  await using app = await serveAsp({ routes });
  const [one, two] = [await app.message("/api/hello"), await app.message("/api/hello")];
  expect(one.headers["x-mega-asp"]).not.toBe(two.headers["x-mega-asp"]);
  const [first, second] = [await app.send(one), await app.send(two)];
  expect(first.body.equals(second.body)).toBe(false);
});

test("requests without a body carry a tag, so that their answers can be bound to them", async () => {
  await using app = await serveAsp({ routes });
  const answer = await app.client().fetch("/api/query?a=1&b=%ED%95%9C&c=%2F");
  expect(await answer.json()).toEqual({ ok: true, data: { query: { a: "1", b: "한", c: "/" }, type: null } });
  const empty = await app.client().fetch("/api/echo", { method: "POST" });
  expect(empty.status).toBe(403);
  const gone = await app.client().fetch("/api/gone", { method: "DELETE" });
  expect([gone.status, gone.body]).toEqual([204, null]);
  const head = await app.client().fetch("/api/hello", { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect(Number(head.headers.get("content-length"))).toBeGreaterThan(0);
});

const csv = { ...postJson({}), headers: { "content-type": "text/csv" } };

test.each([
  { what: "a refusal of the handler", path: "/api/missing", init: {}, failure: [404, "not_found"] },
  { what: "a failure of the handler", path: "/api/crash", init: {}, failure: [500, "internal_error"] },
  { what: "a wrong input", path: "/api/posts", init: postJson({ title: 1 }), failure: [422, "validation_failed"] },
  { what: "no JSON", path: "/api/posts", init: { ...postJson({}), body: "{" }, failure: [400, "malformed_json"] },
  { what: "another type", path: "/api/posts", init: csv, failure: [415, "unsupported_media_type"] },
])("$what is answered encrypted", async ({ path, init, failure: [status, code] }) => {
  await using app = await serveAsp({ routes });
  const answer = await app.client().fetch(path, init);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ ok: false, error: { code } });
});

test("streams, bytes and Responses are encrypted as a whole", async () => {
  await using app = await serveAsp({ routes });
  const stream = await app.client().fetch("/api/stream");
  expect([stream.headers.get("content-type"), await stream.text()]).toEqual(["text/plain", "가나다"]);
  const made = await app.client().fetch("/api/response");
  expect([made.status, made.headers.get("content-type"), await made.text()]).toEqual([201, "text/x-own", "made"]);
  const bytes = await app.client().fetch("/api/bytes");
  expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0, 255, 1, 254]);
});

test("a stream that breaks is an encrypted failure, not half an answer", async () => {
  await using app = await serveAsp({ routes });
  const answer = await app.client().fetch("/api/broken");
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ ok: false, error: { code: "internal_error" } });
});

test("redirects are not followed", async () => {
  await using app = await serveAsp({ routes });
  await expect(app.client().fetch("/api/moved")).rejects.toMatchObject({ reason: "redirect" });
});

test("routes that are not enabled stay as they are, and an encrypted request to one is not believed", async () => {
  await using app = await serveAsp({ routes });
  expect(await (await fetch(`${app.url}/plain`)).json()).toEqual({ ok: true, data: { plain: true } });
  await expect(app.client().fetch("/plain")).rejects.toMatchObject({ reason: "plain" });
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
});

test("health stays reachable when everything is encrypted", async () => {
  await using app = await serveAsp({ routes, asp: { masterSecret: SECRET, http: { enabledPaths: ["/*"] } } });
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${app.url}/plain`)).status).toBe(400);
  expect((await app.client().fetch("/plain")).status).toBe(200);
});

test("several keys are accepted, and each is answered with its own", async () => {
  const keys = { y2025: SECRET.toUpperCase(), y2026: SECRET };
  await using app = await serveAsp({ routes, asp: { keys, http: { enabledPaths: ["/api/*"] } } });
  for (const [keyId, secret] of Object.entries(keys)) {
    const answer = await app.client({ keyId, secret }).fetch("/api/hello");
    expect(await answer.json()).toEqual({ ok: true, data: { hello: "world" } });
    const sent = await app.send(await app.message("/api/hello", {}, { keyId, secret }));
    expect(sent.headers["x-mega-asp"]).toContain(`1.${keyId}.`);
  }
});

test("without a secret nothing is encrypted, and the log says so", async () => {
  await using app = await serveAsp({ routes, asp: { http: { enabledPaths: ["/api/*"] } } });
  expect((await fetch(`${app.url}/api/hello`)).status).toBe(200);
  expect(app.log().some(({ msg }) => String(msg).includes("asp has no secret: /api/*"))).toBe(true);
});

test("headers may have other names", async () => {
  const http = { enabledPaths: ["/api/*"], headerSignal: "X-Own", timestampHeader: "X-Own-Time" };
  await using app = await serveAsp({ routes, asp: { masterSecret: SECRET, http } });
  const client = app.client({ headerSignal: "X-Own", timestampHeader: "X-Own-Time" });
  expect((await client.fetch("/api/hello")).status).toBe(200);
  await expect(app.client().fetch("/api/hello")).rejects.toMatchObject({ reason: "plain" });
});

test("the time of a request may differ by the drift, either way, and no more", async () => {
  await using app = await serveAsp({ routes });
  const at = async (time: number): Promise<number> => {
    const message = await app.message("/api/hello", {}, { now: () => time });
    return (await app.send(message)).status;
  };
  expect(await at(NOW - 300_000)).toBe(200);
  expect(await at(NOW + 300_000)).toBe(200);
  expect(await at(NOW - 300_001)).toBe(400);
  expect(await at(NOW + 300_001)).toBe(400);
});

test("mega routes shows it", async () => {
  await using app = await serveAsp({ routes });
  const stages = (path: string): readonly string[] =>
    (app.runtime.apps[0]?.routes() ?? []).find((route) => route.path === path)?.stages.map(({ name }) => name) ?? [];
  expect(stages("/api/hello")).toEqual([
    "security headers",
    "decryption (ASP)",
    "anonymous",
    "envelope",
    "security headers",
    "encryption (ASP)",
  ]);
  expect(stages("/plain")).toEqual(["security headers", "anonymous", "envelope", "security headers"]);
});
