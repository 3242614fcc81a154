import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyPluginAsync } from "fastify";
import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { Middleware } from "../../../../runtime/http/routes/route-types.ts";
import { gate, listenOn, openConnection } from "../connection.ts";
import { forApp, serve, type Served } from "../serve.ts";

async function serveSlow(handler: Middleware, lines: string[] = []): Promise<Served> {
  const routes = defineRoutes("/", (route) => {
    route.get("/slow", { timeoutMs: 20 }, handler);
    route.post("/slow", { timeoutMs: 20 }, handler);
  });
  return serve(
    { app: { csrf: false }, config: { name: "test", logger: { level: "error" } }, routes: { "r.ts": routes } },
    { logStream: { write: (line: string) => lines.push(line) } as never },
  );
}

test.each(["GET", "POST"] as const)("%s: the client gets 503, the work is told to stop", async (method) => {
  const reason = gate<unknown>();
  const lines: string[] = [];
  await using app = await serveSlow(async (_req, _reply, ctx) => {
    try {
      await wait(60_000, undefined, { signal: ctx.signal });
    } finally {
      reason.open(ctx.signal.reason);
    }
  }, lines);
  const port = await listenOn(app);
  const body = method === "POST" ? { body: "{}", headers: { "content-type": "application/json" } } : {};
  const answer = await fetch(`http://127.0.0.1:${port}/slow`, { method, ...body });
  expect([answer.status, await answer.json()]).toEqual([
    503,
    {
      ok: false,
      error: { code: "route_timeout", message: `${method} /slow took longer than 20 ms.` },
      meta: { requestId: expect.any(String) },
    },
  ]);
  expect(await reason.passed).toMatchObject({ code: "route_timeout" });
  await app.runtime.close(0);
  // Once: that it took too long. Not again for what the work threw when it stopped.
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([`${method} /slow failed`]);
});

test("what work throws that does not listen to the signal is logged, and what it returns is dropped", async () => {
  const lines: string[] = [];
  const open = gate();
  const done = [gate(), gate()];
  let count = 0;
  await using app = await serveSlow(async () => {
    const mine = count++;
    await open.passed;
    setImmediate(() => done[mine]?.open());
    if (mine === 0) throw new Error("too late");
    return { too: "late" };
  }, lines);
  expect((await app.inject("/slow")).statusCode).toBe(503);
  expect((await app.inject("/slow")).statusCode).toBe(503);
  open.open();
  await Promise.all(done.map(({ passed }) => passed));
  expect(lines.filter((line) => line.includes("too late"))).toHaveLength(1);
});

test("the stages behind the one that took too long do not run", async () => {
  const seen: string[] = [];
  const open = gate();
  const over = gate();
  const routes = defineRoutes("/", (route) => {
    const before = [
      async () => {
        await open.passed;
        setImmediate(over.open);
      },
    ];
    route.get("/slow", { timeoutMs: 20, before, after: [() => void seen.push("after")] }, () => seen.push("handler"));
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  expect((await app.inject("/slow")).statusCode).toBe(503);
  open.open();
  await over.passed;
  expect(seen).toEqual(["after"]);
});

test("an answer in time is not touched, and leaves no timer behind", async () => {
  const signals: AbortSignal[] = [];
  const routes = defineRoutes("/", (route) => {
    route.get("/", { timeoutMs: 60_000 }, (_req, _reply, ctx) => (signals.push(ctx.signal), 1));
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const answers = await Promise.all(Array.from({ length: 50 }, () => app.inject("/")));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
  expect(timers()).toBeLessThan(before + 50);
  expect(signals.some((signal) => signal.aborted)).toBe(false);
});

test("an answer that a plugin's hook holds, and a stream that has begun, are not replaced", async () => {
  const passed = gate();
  const hold: FastifyPluginAsync = async (fastify) => {
    fastify.addHook("onSend", async ({ url }) => {
      if (url === "/held") await passed.passed;
    });
  };
  const stop = gate<boolean>();
  const routes = defineRoutes("/", (route) => {
    route.get("/held", { timeoutMs: 5 }, (_req, _reply, ctx) => {
      setTimeout(() => {
        stop.open(ctx.signal.aborted);
        passed.open();
      }, 30);
      return { held: true };
    });
    route.get("/stream", { timeoutMs: 5 }, () =>
      Readable.from(
        (async function* chunks() {
          yield "a";
          await wait(30);
          yield "b";
        })(),
      ),
    );
  });
  await using app = await serve({ app: { plugins: [forApp(hold)] }, routes: { "r.ts": routes } });
  expect((await app.inject("/held")).json()).toEqual({ ok: true, data: { held: true } });
  expect(await stop.passed).toBe(false);
  expect((await app.inject("/stream")).body).toBe("ab");
});

test("an answer that has begun past Fastify is cut off", async () => {
  await using app = await serveSlow(async (_req, reply) => {
    reply.raw.writeHead(200, { "content-type": "text/plain" });
    reply.raw.write("half of ");
    return reply;
  });
  const connection = await openConnection(await listenOn(app));
  connection.send("/slow");
  const text = await connection.closed();
  expect(text).toContain("half of");
  expect(text).not.toContain("0\r\n\r\n");
});

test("whoever hears of the end may answer", async () => {
  await using app = await serveSlow(async (_req, reply, ctx) => {
    await new Promise<void>((resolve) => {
      ctx.signal.addEventListener("abort", () => {
        reply.code(200).send({ partial: true });
        resolve();
      });
    });
    return reply;
  });
  const answer = await app.inject("/slow");
  expect([answer.statusCode, answer.json()]).toEqual([200, { partial: true }]);
});

test.each([0, -1, 1.5, Number.NaN])("timeoutMs: %d stops the boot and names the route", async (timeoutMs) => {
  const routes = defineRoutes("/", (route) => route.get("/x", { timeoutMs }, () => 1));
  await expect(serve({ routes: { "r.ts": routes } })).rejects.toThrowError(
    `r.ts: GET /x: timeoutMs must be a whole number of milliseconds above 0, not ${timeoutMs}`,
  );
});
