import { expect, test } from "vitest";

import type { BootOptions } from "../../../../runtime/boot.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { gate, listenOn } from "../connection.ts";
import { logLines, type LogLines } from "../log-lines.ts";
import { serve, type Served } from "../serve.ts";
import { collect, open, parse, send } from "./raw.ts";

const held = gate();
const entered = gate();

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/x", () => "x");
    route.get("/slow", async () => {
      entered.open();
      await held.passed;
      return "slow";
    });
  }),
};

interface Logged extends Served {
  readonly port: number;
  readonly log: LogLines;
}

async function listening(options: Partial<BootOptions> = {}): Promise<Logged> {
  const log = logLines();
  const server = { headersTimeoutMs: 200, requestTimeoutMs: 400 };
  const config = { name: "test", logger: { level: "info" }, server } as const;
  const served = await serve({ routes, config }, { logStream: log.logStream, ...options });
  return Object.assign(served, { port: await listenOn(served), log });
}

test.each([
  ["a broken header", "GET /x HTTP/1.1\r\nHost : app\r\n\r\n", "request_malformed"],
  ["no host", "GET /x HTTP/1.1\r\n\r\n", "host_invalid"],
  ["two codings", "GET /x HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "not_implemented"],
  ["a head above the limit", `GET /x HTTP/1.1\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n`, "headers_too_large"],
  ["a head that does not end", "GET /x HTTP/1.1\r\n", "request_timeout"],
  ["another version", "GET /x HTTP/3.0\r\nHost: app\r\n\r\n", "http_version_not_supported"],
  ["an expectation", "GET /x HTTP/1.1\r\nHost: app\r\nExpect: tea\r\n\r\n", "expectation_failed"],
  ["a proxy's request", "CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n", "not_implemented"],
])("%s is one line, with who sent it and why it was refused", async (_what, text, code) => {
  await using app = await listening();
  const [answer] = parse(await send(app.port, text));
  const { error, meta } = JSON.parse(answer?.body ?? "{}");
  expect(error.code).toBe(code);
  expect(app.log.all).toHaveLength(1);
  expect(app.log.all[0]).toMatchObject({
    level: 30,
    reqId: meta.requestId,
    address: "127.0.0.1",
    status: answer?.status,
    code,
    msg: `refused a request with ${answer?.status}: ${error.message}`,
  });
});

test("what is cut without an answer, because another one is on its way, is a line too", async () => {
  await using app = await listening();
  const socket = open(app.port);
  socket.write("GET /slow HTTP/1.1\r\nHost: app\r\n\r\n");
  await entered.passed;
  socket.write("no request\r\n\r\n");
  expect(await collect(socket)).toBe("");
  held.open();
  expect(await app.log.line(({ code }) => code === "request_malformed")).toMatchObject({ status: 400 });
});

test("a connection that brings nothing is no line", async () => {
  await using app = await listening();
  const silent = open(app.port);
  silent.end();
  await collect(silent);
  await send(app.port, "GET /x HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n");
  expect((await app.log.line(({ url }) => url === "/x")).status).toBe(200);
  expect(app.log.all).toHaveLength(1);
});

test("a request that breaks off says so", async () => {
  await using app = await listening();
  const socket = open(app.port);
  socket.end("GET /x HT");
  const [answer] = parse(await collect(socket));
  expect(JSON.parse(answer?.body ?? "{}").error.message).toBe("The request is not HTTP/1.1: it breaks off.");
  expect(app.log.all).toMatchObject([{ status: 400, msg: expect.stringMatching(/: it breaks off\.$/) }]);
});

test("a flood is cut, said once, and told again when its minute is over", async () => {
  let now = 1_000_000;
  await using app = await listening({ clock: { now: () => now } });
  for (let count = 0; count < 120; count++) await send(app.port, "GET /x HTTP/1.1\r\n\r\n");
  expect(app.log.all).toHaveLength(101);
  expect(app.log.all.at(-1)).toMatchObject({ level: 40, msg: expect.stringMatching(/^100 requests were refused/) });
  now += 60_000;
  await send(app.port, "GET /x HTTP/1.1\r\n\r\n");
  expect(app.log.all.at(-1)).toMatchObject({ level: 30, code: "host_invalid" });
});
