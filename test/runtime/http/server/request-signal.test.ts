import { getEventListeners } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { HttpCtx } from "../../../../runtime/http/routes/route-types.ts";
import { gate, listenOn, openConnection } from "../connection.ts";
import { serve } from "../serve.ts";

/** The code of the reason for which a signal aborted, when it does. */
function aborted({ signal }: HttpCtx): Promise<string> {
  const code = (): string => (signal.reason as { code: string }).code;
  if (signal.aborted) return Promise.resolve(code());
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(code()), { once: true }));
}

test("aborts when the client leaves, for every request that waits on its connection", async () => {
  const started = [gate(), gate()] as const;
  const reasons = [gate<string>(), gate<string>()] as const;
  const routes = defineRoutes("/", (route) => {
    route.get("/slow/:n", async (req, _reply, ctx) => {
      const n = Number((req.params as { n: string }).n) as 0 | 1;
      started[n].open();
      reasons[n].open(await aborted(ctx));
    });
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const connection = await openConnection(await listenOn(app));
  connection.send("/slow/0", "/slow/1");
  await Promise.all(started.map(({ passed }) => passed));
  connection.socket.destroy();
  expect(await Promise.all(reasons.map(({ passed }) => passed))).toEqual(["client_left", "client_left"]);
});

test("a body that was read aborts nothing", async () => {
  const routes = defineRoutes("/", (route) => {
    route.post("/", async (req, _reply, ctx) => {
      const { signal } = ctx;
      // The body's stream closes meanwhile.
      if (!req.raw.closed) await new Promise((resolve) => req.raw.once("close", resolve));
      return { aborted: signal.aborted };
    });
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const port = await listenOn(app);
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(await answer.json()).toMatchObject({ data: { aborted: false } });
});

test("never aborts once the answer is sent, whoever asks for it when", async () => {
  const signals: AbortSignal[] = [];
  const late = gate<AbortSignal>();
  const routes = defineRoutes("/", (route) => {
    route.get("/early", (_req, _reply, ctx) => (signals.push(ctx.signal), 1));
    route.get("/late", { after: [(_req, _reply, ctx) => late.open(ctx.signal)] }, () => 1);
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const connection = await openConnection(await listenOn(app));
  connection.send("/early", "/late");
  signals.push(await late.passed);
  connection.socket.destroy();
  await app.runtime.close(0);
  expect(signals.map((signal) => signal.aborted)).toEqual([false, false]);
});

test("is aborted already for who asks when the client is gone", async () => {
  const started = gate();
  const left = gate();
  const reason = gate<string>();
  const routes = defineRoutes("/", (route) => {
    route.get("/", async (_req, _reply, ctx) => {
      started.open();
      await left.passed;
      reason.open(await aborted(ctx));
    });
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const sockets: Socket[] = [];
  app.runtime.apps[0]?.fastify.server.on("connection", (socket) => sockets.push(socket));
  const connection = await openConnection(await listenOn(app));
  connection.send("/");
  await started.passed;
  connection.socket.destroy();
  await new Promise((resolve) => sockets[0]?.once("close", resolve));
  left.open();
  expect(await reason.passed).toBe("client_left");
});

test("what work throws because the client left is no failure of the server", async () => {
  const lines: string[] = [];
  const started = gate();
  const ended = gate();
  const routes = defineRoutes("/", (route) => {
    route.get("/", { after: [() => ended.open()] }, async (_req, _reply, ctx) => {
      started.open();
      await wait(60_000, undefined, { signal: ctx.signal });
    });
  });
  await using app = await serve(
    { config: { name: "test", logger: { level: "error" } }, routes: { "r.ts": routes } },
    { logStream: { write: (line: string) => lines.push(line) } as never },
  );
  const connection = await openConnection(await listenOn(app));
  connection.send("/");
  await started.passed;
  connection.socket.destroy();
  await ended.passed;
  await app.runtime.close(0);
  expect(lines).toEqual([]);
});

test("a connection that carries many requests keeps one listener, and none for a request that asks for no signal", async () => {
  const sockets: Socket[] = [];
  const counts = new Set<number>();
  const routes = defineRoutes("/", (route) => {
    route.get("/signal", (req, _reply, ctx) => {
      void ctx.signal;
      counts.add(getEventListeners(req.raw.socket, "close").length);
      return 1;
    });
    route.get("/none", (req) => getEventListeners(req.raw.socket, "close").length);
  });
  await using app = await serve({ app: { rateLimit: false }, routes: { "r.ts": routes } });
  app.runtime.apps[0]?.fastify.server.on("connection", (socket) => sockets.push(socket));
  const port = await listenOn(app);
  const connection = await openConnection(port);
  const last = "GET /none HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
  connection.send(...Array.from({ length: 2_000 }, () => "/signal"), last);
  const text = await connection.closed();
  expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2_001);
  expect([...counts]).toHaveLength(1);
  const plain = await openConnection(port);
  plain.send(last);
  expect(await plain.closed()).toContain(`"data":${([...counts][0] ?? 0) - 1}`);
});
