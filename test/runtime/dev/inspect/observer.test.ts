import { once } from "node:events";
import { get } from "node:http";
import { setTimeout } from "node:timers/promises";

import { sql } from "kysely";
import { afterEach, describe, expect, test } from "vitest";

import type { Observed, ObservedRequest } from "../../../../runtime/dev/inspect/observed.ts";
import { Observer } from "../../../../runtime/dev/inspect/observer.ts";
import { Outbox } from "../../../../runtime/dev/inspect/outbox.ts";
import { definePlugin } from "../../../../runtime/http/server/define-plugin.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { HttpCtx } from "../../../../runtime/http/routes/route-types.ts";
import { serve, type ProjectParts, type Served } from "../../http/serve.ts";

type AnyCtx = Pick<HttpCtx, "params" | "query" | "signal" | "db" | "log">;

let app: Served | undefined;
let observed: Observed[] = [];

afterEach(async () => {
  await app?.[Symbol.asyncDispose]();
});

const config = { databases: { main: { driver: "sqlite", file: ":memory:" } }, logger: { level: "info" } } as const;

async function start(routes: unknown, parts: ProjectParts = {}): Promise<Served> {
  const own: Observed[] = [];
  observed = own;
  const outbox = new Outbox(async (batch) => void own.push(...batch.observed));
  const observer = new Observer(outbox, { root: process.cwd(), files: [] });
  const logStream = new (await import("node:stream")).Writable({ write: (_chunk, _encoding, done) => done() });
  app = await serve({ config, routes: { "r.ts": routes }, ...parts }, { observer, logStream });
  return app;
}

async function seen<Kind extends Observed["kind"]>(
  kind: Kind,
  count = 1,
): Promise<Extract<Observed, { kind: Kind }>[]> {
  const found = (): Observed[] => observed.filter((one) => one.kind === kind);
  await expect.poll(() => found().length, { timeout: 5_000 }).toBe(count);
  return found() as Extract<Observed, { kind: Kind }>[];
}

const stagesOf = ({ stages }: ObservedRequest): unknown[] =>
  stages.map(({ stage, name }) => (name === null ? stage : [stage, name]));

async function loadUser(): Promise<void> {
  await setTimeout(5);
}

describe("a request", () => {
  test("is told with each stage, its time, and the fields of ctx that were read", async () => {
    const { inject } = await start(
      defineRoutes("/", (route) => {
        const options = {
          before: [loadUser],
          transform: [
            function double(value: unknown) {
              return { n: (value as { n: number }).n * 2 };
            },
          ],
          after: [
            async function notify() {
              await setTimeout(80);
            },
          ],
        };
        route.get("/posts/:id", options, function show(_req: unknown, _reply: unknown, ctx: AnyCtx) {
          return { n: Number(ctx.query && (ctx.params as { id: string }).id) };
        });
      }),
    );
    expect((await inject("/posts/2?x=%3Cb%3E")).json()).toEqual({ ok: true, data: { n: 4 } });
    const [request] = (await seen("request")) as [ObservedRequest];
    expect(request).toMatchObject({
      app: "main",
      method: "GET",
      url: "/posts/2?x=%3Cb%3E",
      route: "/posts/:id",
      status: 200,
      fields: ["query", "params"],
      body: null,
      replay: { headers: expect.arrayContaining([["host", "localhost:80"]]), body: null },
    });
    expect(stagesOf(request)).toEqual([
      "onRequest",
      "body",
      "validation",
      "preHandler",
      ["before", "loadUser"],
      ["handler", "show"],
      ["transform", "double"],
      "serialization",
      "onSend",
      ["after", "notify"],
    ]);
    const took = Object.fromEntries(request.stages.map(({ stage, ms }) => [stage, ms ?? 0]));
    expect(took["before"]).toBeGreaterThan(3);
    // What runs after the answer is waited for, but is not part of the request's own time.
    expect(took["after"]).toBeGreaterThan(60);
    expect(request.ms).toBeLessThan(took["after"] ?? 0);
    for (const { from, ms } of request.stages) expect([from >= 0, (ms ?? -1) >= 0]).toEqual([true, true]);
  });

  test("that no route answers is told too", async () => {
    const { inject } = await start(defineRoutes("/", () => {}));
    await inject("/nowhere");
    expect(await seen("request")).toMatchObject([{ route: null, status: 404, fields: ["locale"] }]);
  });

  test("whose client leaves has no status", async () => {
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const { runtime } = await start(
      defineRoutes("/", (route) =>
        route.get("/slow", async (_req: unknown, _reply: unknown, ctx: AnyCtx) => {
          arrive();
          await once(ctx.signal, "abort");
          ctx.signal.throwIfAborted();
        }),
      ),
    );
    const { port } = await runtime.listen({ kind: "tcp", port: 0 });
    const asking = get({ port, path: "/slow" });
    asking.on("error", () => {});
    await arrived;
    asking.destroy();
    expect(await seen("request")).toMatchObject([{ url: "/slow", status: null }]);
  });

  test("with a small body can be sent again, and secrets of the body are covered", async () => {
    const routes = defineRoutes("/", (route) => {
      route.post("/echo", { csrf: false }, (req) => req.body);
    });
    const { inject } = await start(routes);
    const headers = { cookie: "session=1" };
    await inject({ method: "POST", url: "/echo", headers, payload: { title: "x", password: "p" } });
    await inject({
      method: "POST",
      url: "/echo",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: "a=1&a=2&b=%26",
    });
    await inject({ method: "POST", url: "/echo", payload: { text: "x".repeat(5_000) } });
    await inject({ method: "POST", url: "/echo", headers: { "x-long": "x".repeat(7_000) }, payload: {} });
    const [json, form, large, long] = await seen("request", 4);
    expect(json).toMatchObject({
      replay: { body: '{"title":"x","password":"p"}', headers: expect.arrayContaining([["cookie", "session=1"]]) },
    });
    expect([json?.body, JSON.stringify(json?.headers)]).toEqual([
      '{\n  "title": "x",\n  "password": "[redacted]"\n}',
      expect.stringContaining('["cookie","[redacted]"]'),
    ]);
    expect(form).toMatchObject({ replay: { body: "a=1&a=2&b=%26" } });
    expect(large).toMatchObject({
      body: null,
      replay: { impossible: expect.stringContaining("its body was not kept") },
    });
    expect(long).toMatchObject({ replay: { impossible: "its headers are too long" } });
    expect(JSON.stringify(long?.headers)).not.toContain("xxxx");
  });

  test("to an address that is too long cannot be sent again", async () => {
    const { inject } = await start(defineRoutes("/", () => {}));
    await inject(`/${"x".repeat(3_000)}`);
    const [request] = await seen("request");
    expect([request?.url.length, request?.replay]).toEqual([2_000, { impossible: "its address is too long" }]);
  });

  test("whose body a parser of the app made into something else is answered all the same", async () => {
    const circle: { own?: unknown } = {};
    circle.own = circle;
    const plugin = definePlugin(async (fastify) => {
      fastify.addContentTypeParser("application/odd+json", { parseAs: "string" }, (_req, _text, done) =>
        done(null, circle),
      );
      fastify.addContentTypeParser("text/csv", { parseAs: "string" }, (_req, _text, done) => done(null, { rows: [] }));
    });
    const routes = defineRoutes("/", (route) => route.post("/odd", { csrf: false }, () => "fine"));
    const { inject } = await start(routes, { app: { plugins: [plugin] } });
    for (const type of ["application/odd+json", "text/csv"]) {
      expect(
        (await inject({ method: "POST", url: "/odd", headers: { "content-type": type }, payload: "x" })).statusCode,
      ).toBe(200);
    }
    expect(await seen("request", 2)).toMatchObject([{ body: null }, { body: null }]);
  });
});

describe("stages do what they did", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
      500,
    ],
    [
      "rejects",
      async () => {
        throw new Error("no");
      },
      500,
    ],
    [
      "answers with the reply",
      (_req: unknown, reply: { code(status: number): { send(text: string): unknown } }) => reply.code(202).send("sent"),
      202,
    ],
    ["gives a value later", async () => ({ n: 1 }), 200],
  ])("a handler that %s", async (_how, handler, status) => {
    const { inject } = await start(defineRoutes("/", (route) => route.get("/", handler as never)));
    expect((await inject("/")).statusCode).toBe(status);
    const [request] = await seen("request");
    const stage = request?.stages.find(({ stage }) => stage === "handler");
    expect(stage).toMatchObject({ failed: status === 500, name: expect.any(String), ms: expect.any(Number) });
  });

  test("what is thenable is asked once: some do their work each time", async () => {
    let asked = 0;
    const lazy = {
      // oxlint-disable-next-line unicorn/no-thenable
      then: (resolve: (value: unknown) => unknown) => {
        asked++;
        return Promise.resolve({ n: 1 }).then(resolve);
      },
    };
    const { inject } = await start(defineRoutes("/", (route) => route.get("/", () => lazy)));
    expect((await inject("/")).json()).toEqual({ ok: true, data: { n: 1 } });
    expect(asked).toBe(1);
  });

  test("routes are described by the project's own functions", async () => {
    const { runtime } = await start(defineRoutes("/", (route) => route.get("/", { before: [loadUser] }, () => 1)));
    const places: unknown[] = [];
    runtime.apps[0]?.routes((fn) => void places.push(fn));
    expect(places).toContain(loadUser);
  });
});

describe("queries and log lines", () => {
  test("belong to the request that made them, also after its answer and side by side", async () => {
    const routes = defineRoutes("/", (route) => {
      const after = [
        async (_req: unknown, _reply: unknown, ctx: AnyCtx) => void (await sql`select 2`.execute(ctx.db.main)),
      ];
      route.post("/:n", { csrf: false, after }, async (req: { params: unknown }, _reply: unknown, ctx: AnyCtx) => {
        const { n } = req.params as { n: string };
        await setTimeout(5);
        ctx.log.info(`line ${n}`);
        return (await sql<{ n: string }>`select ${n} as n`.execute(ctx.db.main)).rows;
      });
    });
    const { inject } = await start(routes);
    await Promise.all(["a", "b"].map((n) => inject({ method: "POST", url: `/${n}`, payload: {} })));
    const requests = await seen("request", 2);
    const queries = await seen("query", 4);
    for (const { id, url } of requests) {
      const own = queries.filter(({ request }) => request === id);
      expect(own).toMatchObject([
        { sql: "select ? as n", parameters: [`"${url.slice(1)}"`], parameterCount: 1, database: "main", error: null },
        { sql: "select 2" },
      ]);
      const lines = observed.filter((one) => one.kind === "log" && one.request === id);
      expect(lines).toMatchObject([
        { message: `line ${url.slice(1)}`, level: "info" },
        { message: expect.stringContaining(`POST ${url} 200`) },
      ]);
    }
  });

  test("of no request are told too, and what a query is refused with", async () => {
    const { runtime } = await start(defineRoutes("/", () => {}));
    await expect(
      sql`select * from missing_table`.execute(runtime.databases["main"]?.kysely as never),
    ).rejects.toThrow();
    expect(await seen("query")).toMatchObject([
      { request: null, error: "There is no table `missing_table` in the database." },
    ]);
  });
});

describe("an error", () => {
  test("of the server is told with the line of the project that threw it", async () => {
    const routes = defineRoutes("/", (route) => {
      route.get("/", () => {
        throw new TypeError("on purpose");
      });
    });
    const { inject } = await start(routes);
    await inject("/");
    const [request] = await seen("request");
    expect(await seen("error")).toMatchObject([
      {
        request: request?.id,
        failure: {
          code: "app_threw",
          message: "TypeError: on purpose",
          at: { file: "test/runtime/dev/inspect/observer.test.ts" },
          stack: expect.stringContaining("on purpose"),
        },
      },
    ]);
  });

  test.each([
    ["of the client", Object.assign(new Error("gone"), { statusCode: 410 })],
    ["of the client, as some say it", Object.assign(new Error("gone"), { status: 404 })],
  ])("%s is none", async (_whose, error) => {
    const { inject } = await start(defineRoutes("/", (route) => route.get("/", () => Promise.reject(error))));
    await inject("/");
    await seen("request");
    expect(observed.filter(({ kind }) => kind === "error")).toEqual([]);
  });

  test.each(["text", null, undefined])("may be anything: %s", async (thrown) => {
    const { inject } = await start(defineRoutes("/", (route) => route.get("/", () => Promise.reject(thrown as never))));
    expect((await inject("/")).statusCode).toBe(500);
    await seen("request");
  });
});
