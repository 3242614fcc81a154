import { once } from "node:events";

import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { makeRoot, serve, type Served } from "../serve.ts";
import { collect, open, parse, send } from "./raw.ts";

/** What the app saw of the requests. */
const seen: string[] = [];

const routes = {
  "r.ts": defineRoutes("/", (route) => {
    route.get("/x", (req) => {
      seen.push(`${req.method} ${req.url} ${req.host}`);
      return { last: req.headers["x-last"] ?? null };
    });
    route.post("/x", (req) => {
      seen.push(`${req.method} ${req.url}`);
      return req.body ?? null;
    });
    route.get("/items/:id", (req) => req.params);
    route.delete("/items/:key", () => null);
  }),
};

let served: Served;
let port: number;

beforeAll(async () => {
  served = await serve({ routes, config: { logger: { level: "silent" } } });
  port = Number((await served.runtime.listen({ kind: "tcp", port: 0 })).port);
});
afterAll(() => served[Symbol.asyncDispose]());

const END = "Host: app\r\nConnection: close\r\n\r\n";
const JSON_POST = "POST /x HTTP/1.1\r\nHost: app\r\nContent-Type: application/json\r\n";
const CHUNKS = "2\r\n{}\r\n0\r\n\r\n";

/** The status, and the code of a failure. */
async function ask(text: string): Promise<readonly unknown[]> {
  seen.length = 0;
  const [answer] = parse(await send(port, Buffer.from(text, "latin1")));
  if (answer === undefined) return [];
  return answer.status < 400 ? [answer.status] : [answer.status, JSON.parse(answer.body).error.code];
}

describe("a request that says in two ways where it ends never reaches the app", () => {
  test.each([
    ["length and chunks", `${JSON_POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`],
    ["chunks and length", `${JSON_POST}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n${CHUNKS}`],
    ["the same length twice", `${JSON_POST}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`],
    ["two lengths", `${JSON_POST}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}`],
    ["a list of lengths", `${JSON_POST}Content-Length: 2, 2\r\n\r\n{}`],
    ["a length with a sign", `${JSON_POST}Content-Length: +2\r\n\r\n{}`],
    ["a length below zero", `${JSON_POST}Content-Length: -2\r\n\r\n{}`],
    ["a length in hexadecimal", `${JSON_POST}Content-Length: 0x2\r\n\r\n{}`],
    ["a length without end", `${JSON_POST}Content-Length: ${"9".repeat(30)}\r\n\r\n{}`],
    ["chunked, and not last", `${JSON_POST}Transfer-Encoding: chunked, identity\r\n\r\n${CHUNKS}`],
    ["chunked twice", `${JSON_POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKS}`],
    ["a vertical tab before the coding", `${JSON_POST}Transfer-Encoding: \x0bchunked\r\n\r\n${CHUNKS}`],
    ["a blank before the colon", `${JSON_POST}Transfer-Encoding : chunked\r\n\r\n${CHUNKS}`],
    ["a folded header", `GET /x HTTP/1.1\r\nX-A: b\r\n c\r\n${END}`],
    ["lines that end with LF", `GET /x HTTP/1.1\nHost: app\n\n`],
    ["one line that ends with LF", `GET /x HTTP/1.1\r\nHost: app\nX-A: b\r\n\r\n`],
    ["a lone CR in a header", `GET /x HTTP/1.1\r\nX-A: b\rX-B: c\r\n${END}`],
    ["a NUL in a header", `GET /x HTTP/1.1\r\nX-A: b\0c\r\n${END}`],
    ["a chunk whose size is no number", `${JSON_POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ["a chunk size with 0x", `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`],
    ["a chunk size without end", `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n${"f".repeat(17)}\r\n{}\r\n0\r\n\r\n`],
    ["a chunk size that ends with LF", `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n`],
    ["a chunk longer than it says", `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`],
    ["chunks in HTTP/1.0", `${JSON_POST.replace("1.1", "1.0")}Transfer-Encoding: chunked\r\n\r\n${CHUNKS}`],
  ])("%s", async (_name, text) => {
    expect(await ask(text)).toEqual([400, "request_malformed"]);
    expect(seen).toEqual([]);
  });

  test.each(["xchunked", "identity", "gzip, chunked", "gzip"])("the coding %s is not implemented", async (coding) => {
    expect(await ask(`${JSON_POST}Transfer-Encoding: ${coding}\r\n\r\n${CHUNKS}`)).toEqual([501, "not_implemented"]);
    expect(seen).toEqual([]);
  });

  test("chunk extensions may be there, and are not endless", async () => {
    const chunk = (extension: string): string =>
      `${JSON_POST}Transfer-Encoding: Chunked\r\nConnection: close\r\n\r\n2;${extension}\r\n{}\r\n0\r\n\r\n`;
    expect(await ask(chunk("a=b"))).toEqual([200]);
    expect(await ask(chunk(`a=${"b".repeat(20_000)}`))).toEqual([413, "payload_too_large"]);
  });

  test("what comes after a refused request on its connection is not read", async () => {
    const text = `${JSON_POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n${END}`;
    const answers = parse(await send(port, text));
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(answers[0]?.headers).toMatchObject({
      connection: "close",
      "content-type": "application/json; charset=utf-8",
    });
    expect(seen).toEqual([]);
  });
});

describe("the host", () => {
  test.each([
    ["none", "GET /x HTTP/1.1\r\n\r\n"],
    ["an empty one", "GET /x HTTP/1.1\r\nHost:\r\n\r\n"],
    ["two", "GET /x HTTP/1.1\r\nHost: app\r\nHost: evil.example\r\n\r\n"],
    ["the same twice", "GET /x HTTP/1.1\r\nHost: app\r\nHost: app\r\n\r\n"],
    ["a user in front", "GET /x HTTP/1.1\r\nHost: app@evil.example\r\n\r\n"],
    ["a blank inside", "GET /x HTTP/1.1\r\nHost: app evil.example\r\n\r\n"],
    ["a path", "GET /x HTTP/1.1\r\nHost: app/x\r\n\r\n"],
    ["another script in raw bytes", "GET /x HTTP/1.1\r\nHost: m\xfcnchen.example\r\n\r\n"],
    ["a long one", `GET /x HTTP/1.1\r\nHost: ${"a".repeat(10_000)}\r\n\r\n`],
    ["another one in the target", "GET http://evil.example/x HTTP/1.1\r\nHost: app\r\n\r\n"],
    ["a user in the target", "GET http://app@evil.example/x HTTP/1.1\r\nHost: app\r\n\r\n"],
    ["a target of another protocol", "GET ftp://app/x HTTP/1.1\r\nHost: app\r\n\r\n"],
  ])("%s is refused", async (_name, text) => {
    expect(await ask(text)).toEqual([400, "host_invalid"]);
    expect(seen).toEqual([]);
  });

  test("of a long one little is told back", async () => {
    const [answer] = parse(await send(port, `GET /x HTTP/1.1\r\nHost: ${"a".repeat(10_000)}\r\n\r\n`));
    expect(answer?.body.length).toBeLessThan(400);
  });

  test("a target that repeats it is cut down to its path", async () => {
    expect(await ask(`GET http://APP/x?y=1 HTTP/1.1\r\n${END}`)).toEqual([200]);
    expect(seen).toEqual(["GET /x?y=1 app"]);
    expect(await ask(`GET http://app?y=1 HTTP/1.1\r\n${END}`)).toEqual([404, "route_not_found"]);
  });

  test("HTTP/1.0 needs none", async () => {
    expect(await ask("GET /x HTTP/1.0\r\n\r\n")).toEqual([200]);
  });

  test("what a client forwards by itself is nothing", async () => {
    expect(await ask(`GET /x HTTP/1.1\r\nX-Forwarded-Host: evil.example\r\n${END}`)).toEqual([200]);
    expect(seen).toEqual(["GET /x app"]);
  });
});

describe("methods", () => {
  test.each(["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "PURGE"])(
    "%s of a path that has others is 405",
    async (method) => {
      const [answer] = parse(await send(port, `${method} /x HTTP/1.1\r\n${END}`));
      expect([answer?.status, answer?.headers["allow"]]).toEqual([405, "GET, HEAD, POST, OPTIONS"]);
      expect(JSON.parse(answer?.body ?? "").error).toEqual({
        code: "method_not_allowed",
        message: `There is no ${method} at this path, only GET, HEAD, POST, OPTIONS.`,
      });
    },
  );

  test("paths with parameters know the methods of all routes they fit, whatever the parameters are called", async () => {
    const [answer] = parse(await send(port, `PUT /items/7?x=1 HTTP/1.1\r\nContent-Length: 0\r\n${END}`));
    expect([answer?.status, answer?.headers["allow"]]).toEqual([405, "DELETE, GET, HEAD, OPTIONS"]);
  });

  test("OPTIONS tells what there is", async () => {
    const allow = async (target: string): Promise<readonly unknown[]> => {
      const [answer] = parse(await send(port, `OPTIONS ${target} HTTP/1.1\r\n${END}`));
      return [answer?.status, answer?.headers["allow"], answer?.body];
    };
    expect(await allow("/x")).toEqual([204, "GET, HEAD, POST, OPTIONS", ""]);
    expect(await allow("/x/")).toEqual([204, "GET, HEAD, POST, OPTIONS", ""]);
    expect(await allow("*")).toEqual([204, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", ""]);
    expect((await allow("/none"))[0]).toBe(404);
  });

  test("any method of a path that is not there is 404", async () => {
    for (const method of ["GET", "DELETE", "PROPFIND"])
      expect(await ask(`${method} /none HTTP/1.1\r\n${END}`)).toEqual([404, "route_not_found"]);
    expect(await ask(`GET * HTTP/1.1\r\n${END}`)).toEqual([404, "route_not_found"]);
  });

  test("CONNECT is not implemented, and what is no method is malformed", async () => {
    expect(await ask("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n")).toEqual([
      501,
      "not_implemented",
    ]);
    expect(await ask(`FOO /x HTTP/1.1\r\n${END}`)).toEqual([400, "request_malformed"]);
    expect(await ask(`get /x HTTP/1.1\r\n${END}`)).toEqual([400, "request_malformed"]);
  });

  test("HEAD has the headers of GET and no body", async () => {
    const text = await send(port, `HEAD /x HTTP/1.1\r\n${END}`);
    expect(text).toMatch(/^HTTP\/1\.1 200 [^]*content-length: 32[^]*\r\n\r\n$/);
    expect(await send(port, `HEAD /none HTTP/1.1\r\n${END}`)).toMatch(/^HTTP\/1\.1 404 [^]*\r\n\r\n$/);
  });

  test("static files make no path known, and a handler may say that there is nothing", async () => {
    const root = await makeRoot();
    const plugin = async (fastify: FastifyInstance): Promise<void> => {
      fastify.get("/files/*", () => "file");
      fastify.get("/gone", (_req, reply) => reply.callNotFound());
    };
    await using app = await serve({ publicDir: ".", app: { plugins: [plugin] } }, { root });
    const status = async (method: "GET" | "POST", url: string): Promise<number> =>
      (await app.inject({ method, url })).statusCode;
    expect([await status("POST", "/none"), await status("POST", "/files/a"), await status("GET", "/gone")]).toEqual([
      404, 404, 404,
    ]);
    expect(await status("POST", "/gone")).toBe(405);
  });
});

describe("targets", () => {
  test.each([
    ["/items/%zz", 400, "bad_request"],
    ["/items/%ff", 400, "bad_request"],
    ["/%", 400, "bad_request"],
    ["//x", 404, "route_not_found"],
    ["//evil.example/x", 404, "route_not_found"],
    ["/items//a", 404, "route_not_found"],
    ["/x;y=1", 404, "route_not_found"],
    [`/items/${"a".repeat(501)}`, 414, "uri_too_long"],
    [`/${"a".repeat(10_000)}`, 404, "route_not_found"],
    [`/${"a".repeat(20_000)}`, 431, "headers_too_large"],
    ["/x\xe9", 400, "request_malformed"],
    ["/x y", 400, "request_malformed"],
    ["x", 400, "request_malformed"],
  ])("%s is %d", async (target, status, code) => {
    expect(await ask(`GET ${target} HTTP/1.1\r\n${END}`)).toEqual([status, code]);
  });

  test.each([
    ["a%2fb", "a/b"],
    ["a%00b", "a\0b"],
    ["%ED%95%9C", "한"],
    ["a".repeat(500), "a".repeat(500)],
  ])("a parameter %s is decoded once and handed on", async (text, value) => {
    const [answer] = parse(await send(port, `GET /items/${text} HTTP/1.1\r\n${END}`));
    const body = Buffer.from(answer?.body ?? "", "latin1").toString("utf8");
    expect(JSON.parse(body).data).toEqual({ id: value });
  });

  test("of a long path little is told back", async () => {
    const [answer] = parse(await send(port, `GET /${"a".repeat(10_000)} HTTP/1.1\r\n${END}`));
    expect(answer?.body.length).toBeLessThan(400);
  });
});

describe("versions and other protocols", () => {
  test.each<[string, string, readonly unknown[]]>([
    ["HTTP/2.0 by name", `GET /x HTTP/2.0\r\n${END}`, [505, "http_version_not_supported"]],
    ["a version that is none", `GET /x HTTP/9.9\r\n${END}`, [505, "http_version_not_supported"]],
    ["HTTP/0.9", "GET /x\r\n\r\n", [505, "http_version_not_supported"]],
    ["HTTP/2 in earnest", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, "request_malformed"]],
    ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [400, "request_malformed"]],
    ["anything", "hello\r\n\r\n", [400, "request_malformed"]],
  ])("%s", async (_name, text, refusal) => {
    expect(await ask(text)).toEqual(refusal);
  });

  test("an upgrade that nobody takes is answered as if it was not asked for", async () => {
    expect(await ask(`GET /x HTTP/1.1\r\nHost: app\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`)).toEqual([
      200,
    ]);
  });
});

describe("headers", () => {
  test("the head may be 16 KiB and not more", async () => {
    const head = (bytes: number): string => `GET /x HTTP/1.1\r\nX-A: ${"a".repeat(bytes)}\r\n${END}`;
    expect(await ask(head(16_000))).toEqual([200]);
    expect(await ask(head(16_500))).toEqual([431, "headers_too_large"]);
  });

  test("none is dropped because there are many", async () => {
    const many = "a:1\r\n".repeat(2_500);
    const [answer] = parse(await send(port, `GET /x HTTP/1.1\r\n${many}X-Last: seen\r\n${END}`));
    expect(JSON.parse(answer?.body ?? "").data).toEqual({ last: "seen" });
  });

  test("a second content type is not quietly left out", async () => {
    const text = `${JSON_POST}Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
    expect((await ask(text))[0]).toBe(415);
  });
});

describe("expectations", () => {
  test("100-continue is met before the body is sent", async () => {
    const socket = open(port);
    const text = collect(socket);
    socket.write(`${JSON_POST}Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`);
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(first.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("{}");
    expect(await text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test("another one is 417", async () => {
    expect(await ask(`${JSON_POST}Expect: tea\r\nContent-Length: 2\r\n\r\n{}`)).toEqual([417, "expectation_failed"]);
  });
});

describe("pipelining", () => {
  test("requests are answered in their order", async () => {
    const text = `GET /items/1 HTTP/1.1\r\nHost: app\r\n\r\nGET /none HTTP/1.1\r\nHost: app\r\n\r\nGET /items/3 HTTP/1.1\r\n${END}`;
    const answers = parse(await send(port, text));
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200]);
    expect(answers[2]?.body).toContain('"id":"3"');
  });

  test("a malformed request never takes the place of an answer that is due before", async () => {
    const slow = defineRoutes("/", (route) => {
      route.get("/slow", () => new Promise((resolve) => setImmediate(() => setImmediate(() => resolve("done")))));
    });
    await using app = await serve({ routes: { "slow.ts": slow } });
    const { port: other } = await app.runtime.listen({ kind: "tcp", port: 0 });
    const answers = parse(await send(Number(other), "GET /slow HTTP/1.1\r\nHost: app\r\n\r\nBAD\r\n\r\n"));
    expect(answers.filter(({ status }) => status === 400)).toEqual([]);
  });
});
