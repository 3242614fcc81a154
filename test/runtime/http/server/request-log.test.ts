import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { gate, listenOn, openConnection } from "../connection.ts";
import { logLines, type LogLines } from "../log-lines.ts";
import { serve, type Served } from "../serve.ts";
import { send } from "./raw.ts";

interface Logged extends Served {
  readonly port: number;
  readonly log: LogLines;
  /** Settles when a request is at its handler. */
  readonly entered: Promise<void>;
}

async function listening(app: object = {}): Promise<Logged> {
  const entered = gate();
  const never = gate();
  const routes = defineRoutes("/", (route) => {
    route.get("/items/:id", () => "x");
    route.post("/slow", async () => {
      entered.open();
      await never.passed;
    });
    route.get("/stream", (_req, reply) => {
      reply.hijack();
      reply.raw.writeHead(200).write("begun");
    });
  });
  const log = logLines();
  const config = { name: "test", logger: { level: "info" } } as const;
  const served = await serve({ routes: { "r.ts": routes }, config, app }, { logStream: log.logStream });
  return Object.assign(served, { port: await listenOn(served), log, entered: entered.passed });
}

const END = "HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n";

test.each([
  ["an answer", "/items/7", { status: 200, route: "/items/:id" }],
  ["no route", "/nowhere", { status: 404 }],
  ["a path that is no text", "/items/%", { status: 400 }],
  ["a parameter above its limit", `/items/${"a".repeat(600)}`, { status: 414 }],
])("%s is one line", async (_what, url, fields) => {
  await using app = await listening();
  await send(app.port, `GET ${url} ${END}`);
  expect(await app.log.line((line) => line["url"] === url)).toMatchObject({ level: 30, method: "GET", ...fields });
  expect(app.log.all).toHaveLength(1);
});

test("what the rate limit refuses is a line as well", async () => {
  await using app = await listening({ rateLimit: { max: 1, timeWindow: "1 hour" } });
  for (let count = 0; count < 2; count++) await send(app.port, `GET /items/7 ${END}`);
  expect(await app.log.line(({ status }) => status === 429)).toMatchObject({ url: "/items/7" });
});

test("a client that leaves before its answer is a line that says so", async () => {
  await using app = await listening({ csrf: false });
  const { socket, send: write } = await openConnection(app.port);
  write("POST /slow HTTP/1.1\r\nHost: app\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  await app.entered;
  socket.destroy();
  const line = await app.log.line(({ url }) => url === "/slow");
  expect(line).toMatchObject({ level: 30, status: 499, route: "/slow" });
  expect(line["msg"]).toMatch(/^POST \/slow 499 [\d.]+ ms, the client left$/);
});

test("one that leaves in the middle of its answer has got that answer's status", async () => {
  await using app = await listening();
  const { socket, send: write, received } = await openConnection(app.port);
  write("/stream");
  await received((text) => text.includes("begun"));
  socket.destroy();
  const line = await app.log.line(({ url }) => url === "/stream");
  expect(line["msg"]).toMatch(/^GET \/stream 200 [\d.]+ ms, the client left$/);
});
