import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request, type RequestOptions } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";

import { type LoopEvents, readEvents } from "./loop-events.ts";
import { isAlive, type Served, useProject } from "./watched-project.ts";

const project = useProject("per file");

/** What a version answers with is in a file of its own, so that a save is one line. */
const VERSION = "apps/main/version.ts";
/** Answers that take as long as their client wants: each goes on when the client has sent more, or asks for more. */
const PLUGIN = `
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { definePlugin } from "mega-framework";
import { version } from "./version.ts";

export const slow = definePlugin(async (fastify) => {
  fastify.addContentTypeParser("application/octet-stream", (_request, payload, done) => done(null, payload));
  fastify.get("/version", (request, reply) => {
    const { ip, host, headers } = request;
    reply.header("x-version", version).send(JSON.stringify({ version, pid: process.pid, ip, host, headers }));
  });
  fastify.get("/held/:name", async (request, reply) => {
    console.error("arrived " + request.params.name);
    while (!existsSync("data/" + request.params.name)) await setTimeout(5);
    reply.header("x-version", version);
    return version;
  });
  fastify.get("/endless", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream" });
    reply.raw.write("data: " + version + "\\n\\n");
  });
  fastify.post("/echo", (request, reply) => reply.header("x-version", version).type("application/octet-stream").send(request.body));
  fastify.post("/digest", async (request, reply) => {
    const hash = createHash("sha1");
    let bytes = 0;
    for await (const part of request.body) {
      bytes += part.length;
      hash.update(part);
    }
    reply.header("x-version", version);
    return version + " " + bytes + " " + hash.digest("hex");
  });
  const polite = new Set();
  fastify.addHook("preClose", async () => polite.forEach((socket) => socket.end("goodbye")));
  fastify.server.on("upgrade", (request, socket) => {
    socket.on("error", () => {});
    socket.write("HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: " + request.headers.upgrade + "\\r\\nConnection: Upgrade\\r\\n\\r\\n");
    socket.on("data", (part) => socket.write(version + " " + part));
    if (request.url === "/polite") polite.add(socket);
  });
});
`;
/** What an old version gets: far more than it takes here, however busy the machine is. */
const GRACE_MS = 20_000;
const OCTETS = { "content-type": "application/octet-stream" };

let served: Served;
let events: LoopEvents;
let saved = 1;

beforeAll(async () => {
  await project.write(VERSION, 'export const version = "v1";');
  await project.write("apps/main/slow.ts", PLUGIN);
  await project.write(
    "apps/main/app.config.ts",
    'import { defineAppConfig } from "mega-framework";\nimport { slow } from "./slow.ts";\nexport default defineAppConfig({ rateLimit: false, plugins: [slow] });\n',
  );
  await project.write("mega.config.ts", config(GRACE_MS));
  await project.write("data/.keep", "");
  served = await project.serve("--watch", "--json");
  events = readEvents(served);
  await events.next("ready");
});

describe("what an old version has begun it finishes, while the new one answers:", () => {
  test("a long answer", async () => {
    for (const method of ["GET", "HEAD"]) {
      const old = version();
      const { answer } = await hold(`long-${method}`, { method });
      await swap();
      expect((await ask("/version")).version).toBe(version());
      await release(`long-${method}`);
      expect(await answer).toEqual({ status: 200, version: old, body: method === "GET" ? old : "" });
    }
  });

  test("a chunked upload whose answer is a stream of it", async () => {
    const old = version();
    const sent = begin("/echo", { method: "POST", headers: OCTETS });
    sent.write("first ");
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    expect(String((await once(answer, "data"))[0])).toBe("first ");
    await swap();
    expect((await ask("/version")).version).toBe(version());
    sent.write("second ");
    expect(String((await once(answer, "data"))[0])).toBe("second ");
    sent.end("third");
    expect([answer.headers["x-version"], await text(answer)]).toEqual([old, "third"]);
  });

  test("a large, slow upload", async () => {
    const old = version();
    const part = randomBytes(64 * 1024);
    const parts = 320;
    const headers = { ...OCTETS, "content-length": part.length * parts };
    const sent = begin("/digest", { method: "POST", headers });
    const answer = answerOf(sent);
    const hash = createHash("sha1");
    for (let number = 0; number < parts; number++) {
      if (number === 100) await swap();
      hash.update(part);
      if (!sent.write(part)) await once(sent, "drain");
    }
    sent.end();
    expect(await answer).toEqual({
      status: 200,
      version: old,
      body: `${old} ${part.length * parts} ${hash.digest("hex")}`,
    });
    expect((await ask("/version")).version).toBe(version());
  });

  test("an upload whose client asked whether to send it, and sends it late", async () => {
    const old = version();
    const sent = begin("/digest", {
      method: "POST",
      headers: { ...OCTETS, expect: "100-continue", "content-length": 4 },
    });
    sent.flushHeaders();
    await once(sent, "continue");
    await swap();
    sent.end("late");
    expect(await answerOf(sent)).toMatchObject({ status: 200, version: old });
  });
});

describe("what comes after a save waits for the new version:", () => {
  test("GET, HEAD, an upload, a chunked upload, and one whose client asks first", async () => {
    await save();
    const asking = begin("/digest", {
      method: "POST",
      headers: { ...OCTETS, expect: "100-continue", "content-length": 4 },
    });
    asking.flushHeaders();
    const continued = once(asking, "continue").then(() => asking.end("late"));
    const answers = await Promise.all([
      ask("/version"),
      ask("/version", { method: "HEAD" }),
      ask("/digest", { method: "POST", headers: { ...OCTETS, "content-length": 4 } }, "body"),
      ask("/digest", { method: "POST", headers: { ...OCTETS, "transfer-encoding": "chunked" } }, "body"),
      answerOf(asking),
      continued,
    ]);
    expect(answers.slice(0, 5).map((answer) => (answer as Answer).version)).toEqual(Array.from({ length: 5 }, version));
    await events.next("ready");
  });

  test("pipelined requests are answered in their order, by the version that each was for", async () => {
    const old = version();
    const socket = await open();
    socket.write(get("/held/pipeline") + get("/version"));
    await arrived("pipeline");
    await save();
    socket.write(get("/version"));
    await events.next("ready");
    socket.write(get("/version") + get("/version", "Connection: close\r\n"));
    expect((await ask("/version")).version).toBe(version());
    await release("pipeline");
    const answers = await text(socket);
    expect([...answers.matchAll(/^x-version: (\S+)/gim)].map(([, name]) => name)).toEqual([
      old,
      old,
      version(),
      version(),
      version(),
    ]);
  });
});

describe("an upgraded connection", () => {
  test("talks through, and is closed by its version when that retires", async () => {
    const old = version();
    const talk = await upgrade("/polite");
    talk.socket.write("ping");
    await heard(talk, `${old} ping`);
    await save();
    const next = await upgrade("/polite");
    await heard(talk, "goodbye");
    await talk.closed;
    next.socket.write("ping");
    await heard(next, `${version()} ping`);
    next.socket.destroy();
    await events.next("ready");
  });

  test("that the app does not close is closed with it, long before the grace is over", async () => {
    const { pid } = await about();
    const { closed } = await upgrade("/rude");
    await swap();
    const since = performance.now();
    await closed;
    expect(performance.now() - since).toBeLessThan(GRACE_MS);
    await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
  });
});

test("the client's address and the Host arrive as they are, whatever is forged", async () => {
  const headers = { host: "blog.example:81", "x-forwarded-for": "6.6.6.6", "X-Mega-Client-Address": "7.7.7.7" };
  for (let times = 0; times < 2; times++) {
    const seen = JSON.parse((await ask("/version", { headers })).body) as About;
    expect(seen).toMatchObject({ ip: "127.0.0.1", host: "blog.example:81", headers: { "x-forwarded-for": "6.6.6.6" } });
    expect(seen.headers).not.toHaveProperty("x-mega-client-address");
    if (times === 0) await swap();
  }
});

test("an answer without an end is broken off when the grace is over, and its version ends", async () => {
  await project.replace("mega.config.ts", config(100));
  await events.next("ready");
  const { pid } = await about();
  const sent = begin("/endless", {});
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const brokenOff = new Promise((resolve) => answer.resume().once("error", resolve));
  await swap();
  await brokenOff;
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);
});

function config(graceMs: number): string {
  return `import { defineConfig } from "mega-framework";\nexport default defineConfig({ watch: { graceMs: ${graceMs} } });\n`;
}

function version(): string {
  return `v${saved}`;
}

/** Saves the next version. */
async function save(): Promise<void> {
  await project.replace(VERSION, `export const version = "v${++saved}";`);
}

/** Saves the next version and waits until it serves. */
async function swap(): Promise<void> {
  await save();
  await events.next("ready");
}

interface Answer {
  readonly status: number | undefined;
  readonly version: string | undefined;
  readonly body: string;
}

async function ask(path: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const sent = begin(path, options);
  sent.end(body);
  return answerOf(sent);
}

function begin(path: string, options: RequestOptions): ClientRequest {
  return request(served.url + path, { agent: false, ...options });
}

async function answerOf(sent: ClientRequest): Promise<Answer> {
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { status: answer.statusCode, version: answer.headers["x-version"]?.toString(), body: await text(answer) };
}

interface About {
  readonly pid: number;
  readonly ip: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function about(): Promise<About> {
  return JSON.parse((await ask("/version")).body) as About;
}

/** Begins a request that is answered when it is released; resolves when the app has it. */
async function hold(name: string, options: RequestOptions): Promise<{ readonly answer: Promise<Answer> }> {
  const answer = ask(`/held/${name}`, options);
  await arrived(name);
  return { answer };
}

async function arrived(name: string): Promise<void> {
  await expect.poll(served.err, { interval: 10, timeout: 20_000 }).toContain(`arrived ${name}`);
}

async function release(name: string): Promise<void> {
  await project.write(`data/${name}`, "");
}

function get(path: string, headers = ""): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
}

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(served.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

/** A connection that has left HTTP. */
interface Talk {
  readonly socket: Socket;
  /** All that the app has said. */
  readonly said: () => string;
  readonly closed: Promise<unknown>;
}

async function upgrade(path: string): Promise<Talk> {
  const socket = await open();
  let said = "";
  socket.on("data", (part) => (said += String(part)));
  const talk = { socket, said: () => said, closed: once(socket, "close") };
  socket.write(get(path, "Connection: Upgrade\r\nUpgrade: echo\r\n"));
  await heard(talk, "\r\n\r\n");
  return talk;
}

async function heard({ said }: Talk, expected: string): Promise<void> {
  await expect.poll(said, { interval: 10, timeout: 20_000 }).toContain(expected);
}
