import type { FastifyPluginAsync } from "fastify";
import { expect, test } from "vitest";
import { Type } from "typebox";

import { CompiledSchemas } from "../../../../runtime/http/routes/compiled-schemas.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { forApp, serve } from "../serve.ts";

const Row = Type.Object({ id: Type.Integer(), title: Type.String() });

const posts = defineRoutes("/posts", (route) => {
  route.get("/:id", { params: Type.Object({ id: Type.Integer() }), response: Row }, (req) => ({
    id: req.params.id,
    title: "a",
    secret: 1,
  }));
  route.post("/", { body: Row, response: { 201: Row } }, (req, reply) => {
    reply.code(201);
    return req.body;
  });
});

const broken = defineRoutes("/broken", (route) => {
  route.get("/query", { query: Type.Unsafe({ type: "nothing" }) }, () => "never");
  route.get("/answer", { response: Type.Unsafe({ type: "nothing" }) }, () => "never");
});

const broke = expect.objectContaining({
  code: "routes_invalid",
  message: expect.stringMatching(/broken\.ts: GET \/broken\/query: .*\n?.*broken\.ts: GET \/broken\/answer: /s),
});

test.each([
  ["at the start", {}],
  ["on first use", { lateSchemas: new CompiledSchemas() }],
])("answers are the same when schemas are compiled %s", async (_, options) => {
  await using app = await serve({ routes: { "posts.ts": posts } }, options);
  for (let times = 0; times < 2; times++) {
    expect((await app.inject("/posts/7")).json()).toEqual({ ok: true, data: { id: 7, title: "a" } });
    expect((await app.inject("/posts/x")).statusCode).toBe(422);
    const created = await app.inject({ method: "POST", url: "/posts", payload: { id: 1, title: "a", more: 1 } });
    expect([created.statusCode, created.json()]).toEqual([201, { ok: true, data: { id: 1, title: "a" } }]);
  }
  for (const one of app.runtime.apps) await expect(one.checkRest()).resolves.toBeUndefined();
});

test("a serializer finds the schemas that a plugin has added", async () => {
  const plugin: FastifyPluginAsync = async (fastify) => {
    fastify.addSchema({ $id: "row", type: "object", properties: { id: { type: "integer" } } });
  };
  const shared = defineRoutes("/shared", (route) => {
    route.get("/", { response: Type.Unsafe({ $ref: "row#" }) }, () => ({ id: 1, secret: 2 }));
  });
  const parts = { app: { plugins: [forApp(plugin)] }, routes: { "shared.ts": shared } };
  await using app = await serve(parts, { lateSchemas: new CompiledSchemas() });
  expect((await app.inject("/shared")).json()).toEqual({ ok: true, data: { id: 1 } });
});

test("a broken schema keeps a project from starting or, compiled late, is found by checkRest", async () => {
  await expect(serve({ routes: { "broken.ts": broken } })).rejects.toMatchObject({ code: "routes_invalid" });
  await using app = await serve(
    { routes: { "broken.ts": broken, "posts.ts": posts } },
    { lateSchemas: new CompiledSchemas() },
  );
  expect((await app.inject("/posts/7")).statusCode).toBe(200);
  expect((await app.inject("/broken/query")).statusCode).toBe(500);
  const [main] = app.runtime.apps;
  await expect(main?.checkRest()).rejects.toEqual(broke);
  await expect(main?.checkRest()).resolves.toBeUndefined();
});
