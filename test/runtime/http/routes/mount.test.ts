import { Readable } from "node:stream";
import type { FastifyPluginAsync } from "fastify";
import { expect, test } from "vitest";
import { Type } from "typebox";

import { MegaForbiddenError } from "../../../../runtime/core/errors/http-errors.ts";
import { MegaService } from "../../../../runtime/core/services/mega-service.ts";
import { makePage, pageSchema } from "../../../../runtime/core/data/page.ts";
import { defineMiddleware, defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { ifMatch, withETag } from "../../../../runtime/http/answer/etag.ts";
import { forApp, serve } from "../serve.ts";

const Row = Type.Object({ id: Type.Integer(), title: Type.String() });

test("response schemas leave out what they do not name, page info included", async () => {
  const routes = defineRoutes("/posts", (route) => {
    route.get("/", { response: pageSchema(Row) }, () =>
      makePage([{ id: 1, title: "a", secret: 1 }], { limit: 20, next: null }),
    );
    route.post("/", { response: { 201: Row } }, (_req, reply) => {
      reply.code(201);
      return { id: 1, title: "a", secret: 1 };
    });
    route.get("/raw", { envelope: false, response: Row }, () => ({ id: 1, title: "a", secret: 1 }));
    route.get("/text", () => "plain");
    route.get("/ok", (_req, _reply, ctx) => ctx.ok({ a: 1 }, { status: 202, meta: { total: 3 } }));
    route.get("/fail", (_req, _reply, ctx) => ctx.fail("closed", "The shop is closed.", { status: 409 }));
  });
  await using app = await serve({ routes: { "posts.ts": routes } });
  const get = async (url: string): Promise<unknown> => (await app.inject(url)).json();
  expect(await get("/posts")).toEqual({
    ok: true,
    data: [{ id: 1, title: "a" }],
    meta: { page: { limit: 20, next: null } },
  });
  const created = await app.inject({ method: "POST", url: "/posts", payload: {} });
  expect([created.statusCode, created.json()]).toEqual([201, { ok: true, data: { id: 1, title: "a" } }]);
  expect(await get("/posts/raw")).toEqual({ id: 1, title: "a" });
  expect((await app.inject("/posts/text")).body).toBe("plain");
  const ok = await app.inject("/posts/ok");
  expect([ok.statusCode, ok.json()]).toEqual([202, { ok: true, data: { a: 1 }, meta: { total: 3 } }]);
  const failed = await app.inject("/posts/fail");
  expect([failed.statusCode, failed.json()]).toEqual([
    409,
    { ok: false, error: { code: "closed", message: "The shop is closed." }, meta: { requestId: expect.any(String) } },
  ]);
});

test("middleware, services and the ctx work together", async () => {
  const seen: string[] = [];
  class Greeter extends MegaService {
    greet(): string {
      return `Hello, ${String(this.ctx.user)}`;
    }
  }
  const signIn = defineMiddleware((req, _reply, ctx) => {
    if (req.headers["x-user"] === undefined) throw new MegaForbiddenError();
    ctx.user = req.headers["x-user"];
  });
  const routes = defineRoutes("/", (route) => {
    const after = [(_req: unknown, reply: { statusCode: number }) => void seen.push(`after ${reply.statusCode}`)];
    route.get("/greet", { before: [signIn], after }, (_req, _reply, ctx) => {
      const { greeter } = ctx.services as unknown as { greeter: Greeter };
      return greeter.greet();
    });
  });
  await using app = await serve({ routes: { "r.ts": routes }, services: { "greeter.ts": Greeter } });
  expect((await app.inject({ url: "/greet", headers: { "x-user": "Kim" } })).body).toBe("Hello, Kim");
  expect((await app.inject("/greet")).statusCode).toBe(403);
  expect(seen).toEqual(["after 200", "after 403"]);
});

test("an error of after is logged, never lost, and does not change the answer", async () => {
  const routes = defineRoutes("/", (route) => {
    route.get("/x", { after: [async () => Promise.reject(new Error("audit down"))] }, () => 1);
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  expect((await app.inject("/x")).statusCode).toBe(200);
});

test("the app's prefix, the file's prefix and trailing slashes", async () => {
  const routes = defineRoutes("/posts/", (route) => {
    route.get("/", () => 1);
    route.get("/:id", () => 2);
  });
  await using app = await serve({ app: { prefix: "/shop" }, routes: { "r.ts": routes } });
  for (const url of ["/shop/posts", "/shop/posts/", "/shop/posts/7", "/shop/posts?x=1"]) {
    expect((await app.inject(url)).statusCode).toBe(200);
  }
  expect((await app.inject("/posts")).statusCode).toBe(404);
});

test("HEAD answers like GET without the body", async () => {
  const routes = defineRoutes("/", (route) => route.get("/x", () => ({ a: 1 })));
  await using app = await serve({ routes: { "r.ts": routes } });
  const answer = await app.inject({ method: "HEAD", url: "/x" });
  expect([answer.statusCode, answer.body, answer.headers["content-length"]]).toEqual([200, "", "26"]);
});

test("HEAD of a stream reads it to its end, of a web stream ends it, and of nothing says so", async () => {
  const ended: string[] = [];
  const note = (name: string) => (): void => void ended.push(name);
  const routes = defineRoutes("/", (route) => {
    route.get("/stream", (_req, reply) =>
      reply.type("text/plain").send(Readable.from(["a", "b"]).once("end", note("stream"))),
    );
    route.get("/failing", (_req, reply) =>
      reply.send(
        new Readable({
          read() {
            this.destroy(new Error("broken"));
          },
        }),
      ),
    );
    route.get("/web", (_req, reply) => reply.send(new ReadableStream({ cancel: note("web") })));
    route.get("/none", (_req, reply) => reply.code(204).send());
    route.get("/bytes", (_req, reply) => reply.send(Buffer.from("é")));
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const head = async (url: string): Promise<readonly unknown[]> => {
    const { statusCode, body, headers } = await app.inject({ method: "HEAD", url });
    return [statusCode, body, headers["content-length"]];
  };
  expect(await head("/stream")).toEqual([200, "", undefined]);
  expect(await head("/failing")).toEqual([200, "", undefined]);
  expect(await head("/web")).toEqual([200, "", undefined]);
  expect(await head("/none")).toEqual([204, "", "0"]);
  expect(await head("/bytes")).toEqual([200, "", "2"]);
  await expect.poll(() => ended.toSorted()).toEqual(["stream", "web"]);
});

test("a plugin may have a HEAD of its own", async () => {
  const plugin: FastifyPluginAsync = async (fastify) => {
    fastify.head("/x", (_req, reply) => reply.header("x-own", "1").send());
  };
  const routes = defineRoutes("/", (route) => route.get("/x", () => 1));
  await using app = await serve({ app: { plugins: [plugin] }, routes: { "r.ts": routes } });
  expect((await app.inject({ method: "HEAD", url: "/x" })).headers["x-own"]).toBe("1");
  expect((await app.inject("/x")).statusCode).toBe(200);
});

test("routes() tells what is served, with file and stages", async () => {
  const routes = defineRoutes("/posts", (route) => {
    route.get("/:id", { before: [function signIn() {}] }, function show() {
      return 1;
    });
  });
  await using app = await serve({ routes: { "posts.ts": routes } });
  expect(app.runtime.apps[0]?.routes()).toEqual([
    {
      app: "main",
      method: "GET",
      path: "/posts/:id",
      from: "project",
      file: "apps/main/routes/posts.ts",
      stages: [
        { stage: "onRequest", name: "security headers" },
        { stage: "onRequest", name: "rate limit 1000 in 1 minute" },
        { stage: "before", name: "signIn" },
        { stage: "handler", name: "show" },
        { stage: "envelope", name: "envelope" },
        { stage: "onSend", name: "security headers" },
      ],
      limits: { bodyBytes: 1_048_576, timeoutMs: null },
      schemas: {},
    },
  ]);
});

test("every mistake of every route file is told at once", async () => {
  const one = defineRoutes("/posts", (route) => {
    route.get("/:id", () => 1);
    route.get("/", () => 1);
    route.get("/", () => 1);
  });
  const two = defineRoutes("/", (route) => route.get("/posts/:slug", () => 1));
  const serving = serve({
    routes: { "a.ts": one, "b.ts": two, "boom.ts": new Error("boom"), "none.ts": undefined, "other.ts": { get: 1 } },
  });
  const error = (await serving.catch((caught: unknown) => caught)) as Error & { code: string };
  expect(error.code).toBe("routes_invalid");
  expect(
    error.message
      .split("\n")
      .slice(1)
      .map((line) => line.trim()),
  ).toEqual([
    "apps/main/routes/boom.ts: boom",
    "apps/main/routes/none.ts: the default export must be made by defineRoutes",
    "apps/main/routes/other.ts: the default export must be made by defineRoutes",
    "apps/main/routes/a.ts: GET /posts is served by this file already",
    "apps/main/routes/b.ts: GET /posts/:slug is served by apps/main/routes/a.ts already",
  ]);
});

test("a route with a broken schema or path names itself", async () => {
  const broken = defineRoutes("/", (route) => {
    route.get("/schema", { query: { type: "object", properties: { a: { type: "strng" } } } }, () => 1);
  });
  await expect(serve({ routes: { "broken.ts": broken } })).rejects.toThrowError(
    /broken\.ts: GET \/schema: schema is invalid.*properties\/a\/type/,
  );
  const answers = defineRoutes("/", (route) => {
    route.get("/answer", { response: { type: "object", properties: { a: { $ref: "#/nope" } } } }, () => 1 as never);
  });
  await expect(serve({ routes: { "answers.ts": answers } })).rejects.toThrowError(
    /answers\.ts: GET \/answer: Cannot find reference/,
  );
  const path = defineRoutes("/", (route) => route.get("/a/*/b*", () => 1));
  await expect(serve({ routes: { "path.ts": path } })).rejects.toThrowError(/path\.ts: GET \/a\/\*\/b\*/);
});

test.each([
  [undefined, undefined],
  ["*", undefined],
  ['"3"', [3]],
  ['"3", "4"', [3, 4]],
  ['W/"3"', []],
  ["3", []],
  ['"abc"', []],
  ['"0"', []],
  ["", []],
])("If-Match %s asks for %j", (header, versions) => {
  expect(ifMatch({ headers: header === undefined ? {} : { "if-match": header } })).toEqual(versions);
});

test("withETag sets the version and gives the row back", async () => {
  const routes = defineRoutes("/", (route) => route.get("/x", (_req, reply) => withETag(reply, { id: 1, version: 3 })));
  await using app = await serve({ routes: { "r.ts": routes } });
  const answer = await app.inject("/x");
  expect([answer.headers.etag, answer.json().data]).toEqual(['"3"', { id: 1, version: 3 }]);
});

test("a plugin's preSerialization hook sees the bare value, and the envelope comes last", async () => {
  const seen: unknown[] = [];
  const plugin: FastifyPluginAsync = async (fastify) => {
    fastify.addHook("preSerialization", async (_req, _reply, payload) => {
      seen.push(payload);
      return { ...(payload as object), added: true };
    });
  };
  const routes = defineRoutes("/", (route) => {
    route.get("/x", () => ({ a: 1 }));
    route.get("/raw", { envelope: false }, () => ({ a: 1 }));
  });
  await using app = await serve({ app: { plugins: [forApp(plugin)] }, routes: { "r.ts": routes } });
  expect((await app.inject("/x")).json()).toEqual({ ok: true, data: { a: 1, added: true } });
  expect((await app.inject("/raw")).json()).toEqual({ a: 1, added: true });
  expect(seen).toEqual([{ a: 1 }, { a: 1 }]);
});
