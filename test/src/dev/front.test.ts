import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Backend } from "../../../src/dev/backend.ts";
import type { FailureReport } from "../../../src/dev/failure-report.ts";
import { Front } from "../../../src/dev/front.ts";

const report: FailureReport = {
  code: "build_failed",
  problems: [
    { message: 'Expected ")" <here>', place: "apps/main/routes/posts.ts:3:5", frame: "> 3 │ <script>\n    │ ^" },
  ],
  hint: null,
  stack: null,
};

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

let folder: string;
let front: Front;
let port: number;
const apps: { server: Server; backend: Backend }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega-front-"));
  front = new Front();
  port = (await front.listen({ host: "127.0.0.1", port: 0 })).port ?? 0;
});

afterEach(async () => {
  vi.useRealTimers();
  front.close();
  front.end();
  for (const { server, backend } of apps.splice(0)) {
    backend.close();
    server.close();
    server.closeAllConnections();
  }
  await rm(folder, { recursive: true });
});

async function app(listener: Listener): Promise<{ server: Server; backend: Backend }> {
  const path = join(folder, `${apps.length}.sock`);
  const server = createServer(
    { keepAliveTimeout: 0 },
    (incoming, outgoing) => void listener(incoming, outgoing),
  ).listen(path);
  await once(server, "listening");
  const started = { server, backend: new Backend(path) };
  apps.push(started);
  return started;
}

async function open(listener: Listener): Promise<Backend> {
  const { backend } = await app(listener);
  front.setGate({ kind: "open", backend });
  return backend;
}

async function ask(options: RequestOptions = {}, body?: string): Promise<{ answer: IncomingMessage; body: string }> {
  const asked = request({ host: "127.0.0.1", port, ...options }).end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return { answer, body: await text(answer) };
}

/** What the app gets, as JSON. */
const echo = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
  const { method, url, rawHeaders } = incoming;
  outgoing.end(JSON.stringify({ method, url, rawHeaders, body: await text(incoming) }));
};

describe("through an open gate", () => {
  test("method, path, headers and body arrive as they were sent", async () => {
    await open(echo);
    const { body } = await ask(
      { method: "PATCH", path: "/a%20b?x=1&x=2", headers: { "X-Thing": ["1", "2"], host: "blog.example" } },
      "h\u00e9llo",
    );
    const seen = JSON.parse(body) as { method: string; url: string; rawHeaders: string[]; body: string };
    expect(seen).toMatchObject({ method: "PATCH", url: "/a%20b?x=1&x=2", body: "h\u00e9llo" });
    expect(pairs(seen.rawHeaders)).toEqual(expect.arrayContaining(["X-Thing: 1", "X-Thing: 2", "host: blog.example"]));
  });

  test("status, reason, repeated headers and no headers of its own come back", async () => {
    await open((_incoming, outgoing) => {
      outgoing.sendDate = false;
      outgoing.writeHead(
        418,
        "Short and stout",
        [
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
          ["Content-Length", "2"],
        ].flat(),
      );
      outgoing.end("ok");
    });
    const { answer, body } = await ask();
    expect([answer.statusCode, answer.statusMessage, body]).toEqual([418, "Short and stout", "ok"]);
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(answer.headers.date).toBeUndefined();
    expect(answer.headers["content-length"]).toBe("2");
  });

  test("a head is the app's to limit: long ones, many headers and a missing Host pass, and so do long ones of answers", async () => {
    const path = join(folder, "wide.sock");
    const server = createServer(
      { maxHeaderSize: 512 * 1024, requireHostHeader: false },
      ({ headers, rawHeaders }, outgoing) =>
        outgoing
          .setHeader("x-long", headers["x-long"] ?? "")
          .end(`${rawHeaders.length / 2} ${headers.host ?? "no host"} ${headers["x-last"]?.toString() ?? "none"}`),
    );
    server.maxHeadersCount = 0;
    await once(server.listen(path), "listening");
    apps.push({ server, backend: new Backend(path) });
    front.setGate({ kind: "open", backend: apps[0]!.backend });

    const long = "x".repeat(100_000);
    const asked = request({ host: "127.0.0.1", port, maxHeaderSize: 512 * 1024, headers: { "x-long": long } }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    expect(answer.headers["x-long"]).toBe(long);
    const many = await raw(`GET / HTTP/1.1\r\nConnection: close\r\n${"a: 1\r\n".repeat(2_500)}X-Last: seen\r\n\r\n`);
    expect(many).toMatch(/^HTTP\/1\.1 200 [^]*25\d\d no host seen/);
  });

  test("HEAD and 304 have headers and no body", async () => {
    await open((incoming, outgoing) => {
      if (incoming.url === "/304") outgoing.writeHead(304, { etag: '"1"' }).end();
      else outgoing.writeHead(200, { "content-length": 1234 }).end();
    });
    const head = await ask({ method: "HEAD" });
    expect([head.answer.statusCode, head.answer.headers["content-length"], head.body]).toEqual([200, "1234", ""]);
    const same = await ask({ path: "/304" });
    expect([same.answer.statusCode, same.answer.headers.etag, same.body]).toEqual([304, '"1"', ""]);
  });

  test("a request without a body stays one", async () => {
    await open(echo);
    for (const method of ["GET", "DELETE", "OPTIONS"]) {
      const { body } = await ask({ method });
      expect(body).not.toMatch(/transfer-encoding|content-length/i);
    }
    expect((await raw("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).toLowerCase()).not.toContain(
      'transfer-encoding: chunked",',
    );
  });

  test("a chunked DELETE keeps its body", async () => {
    await open(echo);
    const { body } = await ask({ method: "DELETE", headers: { "transfer-encoding": "chunked" } }, "gone");
    expect(JSON.parse(body)).toMatchObject({ body: "gone" });
  });

  test("headers of the connection stay on their side", async () => {
    await open(echo);
    const headers = {
      connection: "close, x-secret",
      "x-secret": "1",
      "keep-alive": "timeout=5",
      te: "trailers",
      "x-kept": "1",
    };
    const { body } = await ask({ headers });
    const names = (JSON.parse(body) as { rawHeaders: string[] }).rawHeaders
      .filter((_, index) => index % 2 === 0)
      .map((name) => name.toLowerCase());
    expect(names).toContain("x-kept");
    expect(names).not.toContain("x-secret");
    expect(names).not.toContain("te");
    expect(names).not.toContain("keep-alive");
  });

  test("the client's address is told, and cannot be forged", async () => {
    await open(echo);
    const forged = { "X-Mega-Client-Address": "6.6.6.6", connection: "x-mega-client-address" };
    for (const headers of [{ "x-mega-client-address": ["6.6.6.6", "7.7.7.7"] }, forged]) {
      const { body } = await ask({ headers });
      const { rawHeaders } = JSON.parse(body) as { rawHeaders: string[] };
      expect(pairs(rawHeaders).filter((pair) => /client-address/i.test(pair))).toEqual([
        "x-mega-client-address: 127.0.0.1",
      ]);
    }
  });

  test("an answer is streamed: headers before the body, each part as it comes", async () => {
    let write: (part: string | null) => void = () => {};
    await open((_incoming, outgoing) => {
      outgoing.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      write = (part) => (part === null ? outgoing.end() : outgoing.write(part));
    });
    const asked = request({ host: "127.0.0.1", port }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    for (const part of ["data: 1\n\n", "data: 2\n\n"]) {
      write(part);
      expect(String((await once(answer, "data"))[0])).toBe(part);
    }
    write(null);
    await once(answer, "end");
  });

  test("an upload is streamed: the app reads while the client still sends", async () => {
    await open((incoming, outgoing) => incoming.pipe(outgoing));
    const asked = request({ host: "127.0.0.1", port, method: "POST" });
    asked.write("first");
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    expect(String((await once(answer, "data"))[0])).toBe("first");
    asked.end("second");
    expect(await text(answer)).toBe("second");
  });

  test("a large upload and download arrive whole", async () => {
    await open((incoming, outgoing) => incoming.pipe(outgoing));
    const body = "0123456789".repeat(500_000);
    expect((await ask({ method: "POST" }, body)).body).toBe(body);
  });

  test("Expect: 100-continue is the app's to answer", async () => {
    const { server } = await app(echo);
    front.setGate({ kind: "open", backend: apps[0]!.backend });
    server.on("checkContinue", (incoming: IncomingMessage, outgoing) => {
      if (incoming.headers["content-length"] === "9") outgoing.writeHead(417).end("too long");
      else {
        outgoing.writeContinue();
        void echo(incoming, outgoing);
      }
    });
    const send = (length: number): ReturnType<typeof request> =>
      request({
        host: "127.0.0.1",
        port,
        method: "POST",
        headers: { expect: "100-continue", "content-length": length },
      });

    const accepted = send(4);
    accepted.flushHeaders();
    await once(accepted, "continue");
    accepted.end("body");
    const [answer] = (await once(accepted, "response")) as [IncomingMessage];
    expect(JSON.parse(await text(answer))).toMatchObject({ body: "body" });

    const refused = send(9);
    refused.on("error", () => {});
    refused.flushHeaders();
    const [refusal] = (await once(refused, "response")) as [IncomingMessage];
    expect(refusal.statusCode).toBe(417);
    refused.destroy();
  });

  test("an app that answers before it has read everything does not hold the client up", async () => {
    await open((_incoming, outgoing) => outgoing.writeHead(413, { connection: "close" }).end("too large"));
    const asked = request({ host: "127.0.0.1", port, method: "POST" }).end("x".repeat(5_000_000));
    const [[answer]] = (await Promise.all([once(asked, "response"), once(asked, "finish")])) as [[IncomingMessage], []];
    expect([answer.statusCode, await text(answer)]).toEqual([413, "too large"]);
  });

  test("a client that leaves takes its request with it", async () => {
    const left = deferred();
    const arrived = deferred();
    const backend = await open((incoming, outgoing) => {
      outgoing.once("close", () => left.resolve());
      incoming.resume();
      arrived.resolve();
    });
    const asked = request({ host: "127.0.0.1", port }).end();
    asked.on("error", () => {});
    await arrived.promise;
    asked.destroy();
    await left.promise;
    await backend.idle();
  });

  test("an app that breaks off before it answers gives 503, in the middle of an answer a broken one", async () => {
    await open((incoming, outgoing) => {
      if (incoming.url === "/middle") outgoing.write("half", () => outgoing.destroy());
      else incoming.socket.destroy();
    });
    const { answer, body } = await ask();
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ ok: false, error: { code: "app_broke_off" } });
    await expect(ask({ path: "/middle" })).rejects.toThrow();
  });

  test("an app that crashes before it answers gives what it crashed of, which is known a moment later", async () => {
    const broken = deferred();
    await open((incoming) => {
      incoming.socket.destroy();
      broken.resolve();
    });
    const asked = ask();
    await broken.promise;
    front.setGate({ kind: "failing", code: "app_crashed", report });
    expect(JSON.parse((await asked).body)).toMatchObject({ ok: false, error: { code: "app_crashed" } });
  });

  test("upgrades pass, in both directions, and are not waited for", async () => {
    const { server, backend } = await app(echo);
    server.on("upgrade", (incoming: IncomingMessage, socket: Socket) => {
      socket.on("error", () => {});
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${incoming.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
      );
      socket.pipe(socket);
    });
    front.setGate({ kind: "open", backend });
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly");
    await until(socket, /101 Switching Protocols[\s\S]*Upgrade: websocket[\s\S]*early/i);
    socket.write("ping");
    await until(socket, /ping/);
    await backend.idle();
    socket.destroy();
  });

  test("an app that refuses an upgrade is heard", async () => {
    await open((_incoming, outgoing) => outgoing.writeHead(426).end("no"));
    const answer = await raw("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d/);
  });
});

describe("at a closed gate", () => {
  test("requests wait and go to the next version", async () => {
    await open((_incoming, outgoing) => outgoing.end("old"));
    expect((await ask()).body).toBe("old");
    front.setGate({ kind: "closed" });
    const waiting = [ask(), ask({ method: "POST" }, "x")];
    const { backend } = await app((_incoming, outgoing) => outgoing.end("new"));
    front.setGate({ kind: "open", backend });
    expect((await Promise.all(waiting)).map(({ body }) => body)).toEqual(["new", "new"]);
  });

  test("a thousand that waited are all answered", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const waiting = Array.from({ length: 1000 }, () => ask({ agent: false }));
    // Each that waits has its limit.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1000), { interval: 20, timeout: 20_000 });
    await open((_incoming, outgoing) => outgoing.end("new"));
    const answers = await Promise.all(waiting);
    expect(new Set(answers.map(({ answer, body }) => `${answer.statusCode} ${body}`))).toEqual(new Set(["200 new"]));
  });

  test("what is under way at the old version ends there, and is counted until then", async () => {
    let finish: () => void = () => {};
    const arrived = deferred();
    const old = await open((_incoming, outgoing) => {
      finish = () => outgoing.end("old");
      arrived.resolve();
    });
    const slow = ask();
    await arrived.promise;
    front.setGate({ kind: "closed" });
    let idle = false;
    const ended = old.idle().then(() => (idle = true));
    await open((_incoming, outgoing) => outgoing.end("new"));
    expect((await ask()).body).toBe("new");
    expect(idle).toBe(false);
    finish();
    expect((await slow).body).toBe("old");
    await ended;
  });

  test("after 10 s the answer is 503 with Retry-After", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = ask();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0), { interval: 5 });
    vi.advanceTimersByTime(10_000);
    const { answer, body } = await asked;
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect(JSON.parse(body)).toMatchObject({ error: { code: "dev_build_pending" } });
  });

  test("an upgrade whose client breaks off is forgotten", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 5 });
    socket.resetAndDestroy();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0), { interval: 5 });
  });

  test("a client that leaves is forgotten", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = request({ host: "127.0.0.1", port, agent: false }).end();
    asked.on("error", () => {});
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1), { interval: 5 });
    asked.destroy();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0), { interval: 5 });
  });
});

describe("while the app cannot run", () => {
  beforeEach(() => front.setGate({ kind: "failing", code: "dev_build_failed", report }));

  test("browsers see a page, escaped", async () => {
    const { answer, body } = await ask({ headers: { accept: "text/html,*/*" } });
    expect([answer.statusCode, answer.headers["content-type"], answer.headers["cache-control"]]).toEqual([
      503,
      "text/html; charset=utf-8",
      "no-store",
    ]);
    expect(body).toContain("apps/main/routes/posts.ts:3:5");
    expect(body).toContain("Expected &#34;)&#34; &#60;here&#62;");
    expect(body).not.toContain("│ <script>");
  });

  test("programs see the failure envelope", async () => {
    const { answer, body } = await ask({ method: "POST", path: "/api/posts" }, "{}");
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect(JSON.parse(body)).toEqual({
      ok: false,
      error: {
        code: "dev_build_failed",
        message: 'apps/main/routes/posts.ts:3:5: Expected ")" <here>',
        details: [
          {
            reason: "build_failed",
            message: 'Expected ")" <here>',
            place: "apps/main/routes/posts.ts:3:5",
            hint: null,
          },
        ],
      },
    });
  });

  test("HEAD has no body, upgrades are refused", async () => {
    expect((await ask({ method: "HEAD" })).body).toBe("");
    expect(await raw("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")).toMatch(
      /^HTTP\/1\.1 503/,
    );
  });

  test("the page's own question is answered when the app is back, and never reaches it", async () => {
    const probe = ask({ method: "HEAD", headers: { "x-mega-probe": "1" } });
    expect((await ask()).answer.statusCode).toBe(503);
    let seen = 0;
    await open((_incoming, outgoing) => {
      seen++;
      outgoing.end();
    });
    expect((await probe).answer.statusCode).toBe(204);
    expect(seen).toBe(0);
  });
});

test("the front moves to another port while requests under way go on", async () => {
  let finish: () => void = () => {};
  const arrived = deferred();
  await open((incoming, outgoing) => {
    if (incoming.url !== "/slow") outgoing.end("here");
    else finish = () => outgoing.end("slow");
    arrived.resolve();
  });
  const slow = ask({ path: "/slow" });
  await arrived.promise;
  const before = port;
  const address = await front.listen({ host: "127.0.0.1", port: 0 });
  expect(address.url).toBe(`http://localhost:${address.port}`);
  port = address.port ?? 0;
  expect((await ask()).body).toBe("here");
  finish();
  expect((await slow).body).toBe("slow");
  port = before;
  await expect(ask({ agent: false })).rejects.toThrow("ECONNREFUSED");
});

function pairs(rawHeaders: readonly string[]): string[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
}

async function raw(message: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(message);
  return text(socket);
}

async function until(socket: Socket, pattern: RegExp): Promise<void> {
  let seen = "";
  while (!pattern.test(seen)) seen += String((await once(socket, "data"))[0]);
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
