import { once } from "node:events";
import { request } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { ServerConfig } from "../../../../runtime/config/parts/server.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type Served } from "../serve.ts";
import { collect, open, parse, send } from "./raw.ts";

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/x", () => "x");
    route.post("/x", (req) => req.body ?? null);
  }),
};

const GET = "GET /x HTTP/1.1\r\nHost: app\r\n\r\n";
const LAST = "GET /x HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n";
const POST = "POST /x HTTP/1.1\r\nHost: app\r\nContent-Type: application/json\r\n";

type Limits = NonNullable<ServerConfig["server"]>;

async function listening(server: Limits): Promise<Served & { readonly port: number }> {
  const app = await serve({ routes, config: { logger: { level: "silent" }, server } });
  const { port } = await app.runtime.listen({ kind: "tcp", port: 0 });
  return Object.assign(app, { port: Number(port) });
}

/** Sends a byte at a time, as long as somebody takes them. */
function drip(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at < text.length) socket.write(text[at++] ?? "");
  }, 20);
  socket.once("close", () => clearInterval(timer));
}

const late = [408, "request_timeout", "close"];

function outcome(text: string): readonly unknown[] {
  const [answer] = parse(text);
  return [answer?.status, JSON.parse(answer?.body ?? "{}").error?.code, answer?.headers["connection"]];
}

test("a head that comes a byte at a time is cut", async () => {
  await using app = await listening({ headersTimeoutMs: 200, requestTimeoutMs: 5_000 });
  const socket = open(app.port);
  drip(socket, `${GET.slice(0, -2)}X-A: ${"a".repeat(1_000)}`);
  expect(outcome(await collect(socket))).toEqual(late);
});

test("a body that comes a byte at a time is cut", async () => {
  await using app = await listening({ headersTimeoutMs: 100, requestTimeoutMs: 300 });
  const socket = open(app.port);
  socket.write(`${POST}Content-Length: 1000\r\n\r\n`);
  drip(socket, JSON.stringify("a".repeat(1_000)));
  expect(outcome(await collect(socket))).toEqual(late);
});

test("a body of chunks that never ends is cut", async () => {
  await using app = await listening({ headersTimeoutMs: 100, requestTimeoutMs: 300 });
  const socket = open(app.port);
  socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n`);
  drip(socket, "1\r\n1\r\n".repeat(1_000));
  expect(outcome(await collect(socket))).toEqual(late);
});

test("a connection that says nothing is cut", async () => {
  await using app = await listening({ headersTimeoutMs: 200 });
  expect(outcome(await collect(open(app.port)))).toEqual(late);
});

test("a connection that has nothing more to ask is closed without a word", async () => {
  await using app = await listening({ keepAliveTimeoutMs: 100 });
  const answers = parse(await send(app.port, GET));
  expect(answers.map(({ status }) => status)).toEqual([200]);
});

test("a limit of 0 is none, and the head is never given longer than the whole", async () => {
  await using app = await listening({ headersTimeoutMs: 0, requestTimeoutMs: 0, keepAliveTimeoutMs: 0 });
  expect(parse(await send(app.port, LAST))[0]?.status).toBe(200);
  await using other = await listening({ headersTimeoutMs: 5_000, requestTimeoutMs: 200 });
  expect(outcome(await collect(open(other.port)))).toEqual(late);
});

test("a handler may take longer than a request", async () => {
  const slow = defineRoutes("/", (route) => {
    route.get("/slow", () => new Promise((resolve) => setTimeout(() => resolve("done"), 400)));
  });
  const server = { headersTimeoutMs: 100, requestTimeoutMs: 100, keepAliveTimeoutMs: 100 };
  await using app = await serve({ routes: { "slow.ts": slow }, config: { server, logger: { level: "silent" } } });
  const { url } = await app.runtime.listen({ kind: "tcp", port: 0 });
  expect(await (await fetch(`${url}/slow`)).text()).toBe("done");
});

test("an answer that has begun is not written over", async () => {
  const half = defineRoutes("/", (route) => {
    route.post("/half", { bodyLimit: 10_000 }, () => "never");
  });
  const early = async (fastify: Served["runtime"]["apps"][number]["fastify"]): Promise<void> => {
    fastify.addHook("preParsing", async (_req, reply) => {
      reply.raw.writeHead(200, { "content-length": 10 });
      reply.raw.write("half");
    });
  };
  const plugin = Object.assign(early, { [Symbol.for("skip-override")]: true });
  await using app = await serve({
    routes: { "r.ts": half },
    app: { plugins: [plugin] },
    config: { logger: { level: "silent" }, server: { headersTimeoutMs: 100, requestTimeoutMs: 200 } },
  });
  const { port } = await app.runtime.listen({ kind: "tcp", port: 0 });
  const text = await send(Number(port), POST.replace("/x", "/half") + "Content-Length: 50\r\n\r\n{");
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  expect(text.endsWith("half")).toBe(true);
});

test("a client that leaves in the middle of a request is no error", async () => {
  await using app = await listening({});
  for (const text of ["GET /x HT", `${POST}Content-Length: 100\r\n\r\n{`]) {
    const socket = open(app.port);
    await once(socket, "connect");
    socket.write(text);
    await new Promise((resolve) => setImmediate(resolve));
    socket.resetAndDestroy();
  }
  expect(parse(await send(app.port, LAST))[0]?.status).toBe(200);
});

test("connections beyond the limit are closed at once", async () => {
  await using app = await listening({ maxConnections: 2, keepAliveTimeoutMs: 5_000 });
  const first = [open(app.port), open(app.port)];
  for (const socket of first) {
    socket.write(GET);
    await once(socket, "data");
  }
  expect(await collect(open(app.port))).toBe("");
  first.forEach((socket) => socket.destroy());
  await expect.poll(() => send(app.port, LAST)).toContain("200 OK");
});

test("a thousand idle connections leave the server answering, and are cut", async () => {
  await using app = await listening({ headersTimeoutMs: 3_000 });
  const closed: Promise<string>[] = [];
  // Fewer at once than wait to be accepted: the kernel forgets what is beyond.
  for (let batch = 0; batch < 10; batch++) {
    const sockets = Array.from({ length: 100 }, () => open(app.port));
    closed.push(...sockets.map(collect));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    expect(parse(await send(app.port, LAST))[0]?.status).toBe(200);
  }
  for (const text of await Promise.all(closed)) expect(outcome(text)).toEqual(late);
  expect(parse(await send(app.port, LAST))[0]?.status).toBe(200);
}, 60_000);

test("behind the front no limit cuts a connection", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mega-sock-"));
  const socketPath = join(folder, "app.sock");
  await using app = await serve({
    routes,
    config: {
      logger: { level: "silent" },
      server: { headersTimeoutMs: 40, requestTimeoutMs: 40, keepAliveTimeoutMs: 40 },
    },
  });
  await app.runtime.listen({ kind: "socket", path: socketPath });
  const call = request({ socketPath, method: "POST", path: "/x", headers: { "content-type": "application/json" } });
  call.write("[1,");
  setTimeout(() => call.end("2]"), 300);
  const [answer] = (await once(call, "response")) as [NodeJS.ReadableStream & { statusCode: number }];
  expect(answer.statusCode).toBe(200);
  answer.resume();
  await once(answer, "end");
  await rm(folder, { recursive: true });
});
