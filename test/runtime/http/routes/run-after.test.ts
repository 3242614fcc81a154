import { Readable } from "node:stream";
import { Type } from "typebox";
import { expect, test } from "vitest";

import { MegaForbiddenError } from "../../../../runtime/core/errors/http-errors.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { Middleware } from "../../../../runtime/http/routes/route-types.ts";
import { gate, listenOn, openConnection } from "../connection.ts";
import { serve } from "../serve.ts";

test("after runs once for every answer: success, failures of each stage, a stream, a time limit", async () => {
  const seen: string[] = [];
  const after: Middleware[] = [(req, reply) => void seen.push(`${req.url} ${reply.statusCode}`)];
  const fail = (): never => {
    throw new Error("broken");
  };
  const routes = defineRoutes("/", { after }, (route) => {
    route.get("/ok", () => 1);
    route.get("/before", { before: [() => Promise.reject(new MegaForbiddenError())] }, () => 1);
    route.get("/sent", { before: [(_req, reply) => void reply.code(401).send("no")] }, () => 1);
    route.get("/handler", fail);
    route.get("/transform", { transform: [fail] }, () => 1);
    route.get("/validation", { query: Type.Object({ n: Type.Integer() }) }, () => 1);
    route.get("/stream", () => Readable.from(["a", "b"]));
    route.get("/slow", { timeoutMs: 10 }, () => new Promise(() => {}));
    route.post("/csrf", () => 1);
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  for (const url of ["/ok", "/before", "/sent", "/handler", "/transform", "/validation", "/stream", "/slow"])
    await app.inject(url);
  await app.inject({ method: "POST", url: "/csrf", headers: { "sec-fetch-site": "cross-site" }, payload: {} });
  await app.runtime.close(0);
  expect(seen).toEqual([
    "/ok 200",
    "/before 403",
    "/sent 401",
    "/handler 500",
    "/transform 500",
    "/validation 422",
    "/stream 200",
    "/slow 503",
    "/csrf 403",
  ]);
});

test("after runs once when the client leaves, while the handler works and while a stream is sent", async () => {
  const seen: string[] = [];
  const started = gate();
  const finish = gate();
  const handled = gate();
  const over = [gate(), gate()];
  const routes = defineRoutes("/", (route) => {
    const after = (which: 0 | 1): Middleware[] => [
      (req, reply) => {
        seen.push(`${req.url} ${reply.raw.writableFinished}`);
        over[which]?.open();
      },
    ];
    route.get("/slow", { after: after(0) }, async () => {
      started.open();
      await finish.passed;
      setImmediate(handled.open);
      return "late";
    });
    route.get(
      "/stream",
      { after: after(1) },
      () =>
        new Readable({
          read() {
            this.push("x".repeat(1000));
          },
        }),
    );
  });
  await using app = await serve({ routes: { "r.ts": routes } });
  const port = await listenOn(app);
  const slow = await openConnection(port);
  slow.send("/slow");
  await started.passed;
  slow.socket.destroy();
  await over[0]?.passed;
  finish.open();
  await handled.passed;
  const stream = await openConnection(port);
  stream.send("/stream");
  await stream.received((text) => text.includes("xxx"));
  stream.socket.destroy();
  await over[1]?.passed;
  await app.runtime.close(0);
  expect(seen).toEqual(["/slow false", "/stream false"]);
});

test("an error of after is logged, changes no answer and keeps no other from running", async () => {
  const lines: string[] = [];
  const ran = gate();
  const routes = defineRoutes("/", (route) => {
    route.get(
      "/x",
      {
        after: [
          async function audit() {
            throw new Error("audit down");
          },
          () => ran.open(),
        ],
      },
      () => 1,
    );
  });
  await using app = await serve(
    { config: { name: "test", logger: { level: "error" } }, routes: { "r.ts": routes } },
    { logStream: { write: (line: string) => lines.push(line) } as never },
  );
  expect((await app.inject("/x")).json()).toEqual({ ok: true, data: 1 });
  await ran.passed;
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { msg: "GET /x: after audit failed", err: { message: "audit down" } },
  ]);
});
