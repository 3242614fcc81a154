import { connect } from "node:net";
import { once } from "node:events";

import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { deriveKeys, seal } from "../../../../runtime/http/asp/cipher.ts";
import { lengthPrefixed } from "../../../../runtime/http/asp/wire.ts";
import { NOW, postJson, SECRET, serveAsp, type Answer, type AspServed, type Message } from "./support.ts";

const echo = (req: { readonly body: unknown }): unknown => ({ got: req.body ?? null });
const routes = {
  "api.ts": defineRoutes("/api", (route) => {
    route.get("/echo", echo);
    route.post("/echo", echo);
    route.put("/echo", echo);
    route.post("/other", echo);
    route.post("/upload", { bodyLimit: 100 }, echo);
  }),
};
const keys = { one: SECRET, two: SECRET };
const asp = { keys, http: { enabledPaths: ["/api/*"] } };
const serveTwoKeys = (): Promise<AspServed> => serveAsp({ routes, asp });
const fresh = (app: AspServed, path = "/api/echo?x=1"): Promise<Message> =>
  app.message(path, postJson({ title: "Hello" }), { keyId: "one" });

type Change = (message: Message) => Message;

const header =
  (name: string, change: (value: string) => string | undefined): Change =>
  (message) => {
    const { [name]: value = "", ...others } = message.headers;
    const next = change(value);
    return { ...message, headers: next === undefined ? others : { ...others, [name]: next } };
  };
const signal = (change: (parts: string[]) => string[]): Change =>
  header("x-mega-asp", (value) => change(value.split(".")).join("."));
const body =
  (change: (bytes: Buffer) => Buffer): Change =>
  (message) => ({ ...message, body: change(Buffer.from(message.body)) });
const other = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at] === "A" ? "Q" : "A"}${text.slice(at + 1)}`;

const CHANGES: readonly (readonly [string, string, Change])[] = [
  ["the path", "decrypt", (message) => ({ ...message, path: "/api/other?x=1" })],
  ["the path's spelling", "decrypt", (message) => ({ ...message, path: "/api/%65cho?x=1" })],
  ["a slash at the path's end", "decrypt", (message) => ({ ...message, path: "/api/echo/?x=1" })],
  ["the query", "decrypt", (message) => ({ ...message, path: "/api/echo?x=2" })],
  ["no query", "decrypt", (message) => ({ ...message, path: "/api/echo" })],
  ["one more in the query", "decrypt", (message) => ({ ...message, path: "/api/echo?x=1&y=1" })],
  ["the method", "decrypt", (message) => ({ ...message, method: "PUT" })],
  ["the method, to one without bodies", "decrypt", (message) => ({ ...message, method: "GET" })],
  ["the content type", "decrypt", header("x-mega-asp-type", () => "text/plain")],
  ["the content type's case", "decrypt", header("x-mega-asp-type", () => "Application/json")],
  ["no content type", "decrypt", header("x-mega-asp-type", () => undefined)],
  ["the label", "decrypt", header("content-type", () => "application/json")],
  ["a parameter of the label", "decrypt", header("content-type", (type) => `${type}; a=b`)],
  ["no label", "decrypt", header("content-type", () => undefined)],
  ["the timestamp", "decrypt", header("x-mega-asp-timestamp", (time) => String(Number(time) + 1))],
  ["the timestamp, out of reach", "decrypt", header("x-mega-asp-timestamp", () => "1")],
  ["the tag's first letter", "decrypt", signal(([v = "", k = "", n = "", t = ""]) => [v, k, n, other(t, 0)])],
  ["the tag's last letter", "decrypt", signal(([v = "", k = "", n = "", t = ""]) => [v, k, n, other(t, 21)])],
  ["the nonce", "decrypt", signal(([v = "", k = "", n = "", t = ""]) => [v, k, other(n, 15), t])],
  ["the key id, to one with the same secret", "decrypt", signal(([v = "", , n = "", t = ""]) => [v, "two", n, t])],
  ["the key id, to none", "decrypt", signal(([v = "", , n = "", t = ""]) => [v, "three", n, t])],
  ["the key id, to a member of Object", "decrypt", signal(([v = "", , n = "", t = ""]) => [v, "__proto__", n, t])],
  [
    "the body's first bit",
    "decrypt",
    body((bytes) => Buffer.concat([Buffer.of((bytes[0] ?? 0) ^ 1), bytes.subarray(1)])),
  ],
  ["the body's end", "decrypt", body((bytes) => bytes.subarray(0, -1))],
  ["a longer body", "decrypt", body((bytes) => Buffer.concat([bytes, Buffer.of(0)]))],
  ["no body", "decrypt", body(() => Buffer.alloc(0))],
  ["no signal", "signal", header("x-mega-asp", () => undefined)],
  ["an empty signal", "signal", header("x-mega-asp", () => "")],
  ["a signal of another version", "signal", signal(([, ...rest]) => ["2", ...rest])],
  ["a signal twice", "signal", header("x-mega-asp", (value) => `${value}, ${value}`)],
  ["a tag in another spelling", "signal", header("x-mega-asp", (value) => `${value.slice(0, -1)}B`)],
  ["a shorter tag", "signal", header("x-mega-asp", (value) => value.slice(0, -1))],
  ["a shorter nonce", "signal", signal(([v = "", k = "", n = "", t = ""]) => [v, k, n.slice(1), t])],
  ["an endless key id", "signal", signal(([v = "", , n = "", t = ""]) => [v, "k".repeat(5000), n, t])],
  ["no timestamp", "signal", header("x-mega-asp-timestamp", () => undefined)],
  ["a timestamp in another spelling", "signal", header("x-mega-asp-timestamp", (time) => `0${time}`)],
  ["a timestamp that is no number", "signal", header("x-mega-asp-timestamp", () => "NaN")],
  ["nothing of ASP at all", "signal", ({ method, path }) => ({ method, path, headers: {}, body: Buffer.alloc(0) })],
];

/** What a client sees, without what differs between any two answers. */
function seen({ status, headers, body: bytes }: Answer): unknown {
  const { date: _date, ...rest } = headers;
  const text = bytes.toString();
  return { status, headers: rest, text: text.replace(/"requestId":"[^"]+"|Request [\w-]+</, "") };
}

test.each(CHANGES)("changed on the way: %s", async (_what, rule, change) => {
  await using app = await serveTwoKeys();
  const reference = await app.send({ method: "POST", path: "/api/echo", headers: {}, body: Buffer.from("{}") });
  const answer = await app.send(change(await fresh(app)));
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ ok: false, error: { code: "asp_rejected" } });
  expect(seen(answer)).toEqual(seen(reference));
  expect(app.log().at(-1)).toMatchObject({ asp: rule });
});

test("replays and old requests look like every other refusal", async () => {
  await using app = await serveTwoKeys();
  const message = await fresh(app);
  const old = await fresh(app);
  expect((await app.send(message)).status).toBe(200);
  const replayed = await app.send(message);
  const broken = await app.send({ ...message, path: "/api/other" });
  app.clock.time = NOW + 300_001;
  const late = await app.send(old);
  expect(app.log().map((line) => line["asp"])).toEqual(["replay", "decrypt", "drift"]);
  expect(seen(replayed)).toEqual(seen(broken));
  expect(seen(late)).toEqual(seen(broken));
});

test("refusals look the same to browsers, and while the project is developed", async () => {
  await using app = await serveAsp({ routes, asp }, { mode: "development" });
  const html = header("accept", () => "text/html");
  const message = html(await fresh(app));
  await app.send(message);
  const refused = [await app.send(message), await app.send({ ...message, method: "PUT" })];
  refused.push(await app.send(header("x-mega-asp", () => undefined)(html(await fresh(app)))));
  const [first, ...others] = refused.map(seen);
  expect(first).toMatchObject({ status: 400, headers: { "content-type": "text/html; charset=utf-8" } });
  for (const one of others) expect(one).toEqual(first);
});

test("of many copies at once one is answered", async () => {
  await using app = await serveTwoKeys();
  const message = await fresh(app);
  const answers = await Promise.all(Array.from({ length: 30 }, () => app.send(message)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(29);
});

test("a forgery uses up no nonce", async () => {
  await using app = await serveTwoKeys();
  const message = await fresh(app);
  expect((await app.send({ ...message, path: "/api/other" })).status).toBe(400);
  expect((await app.send(message)).status).toBe(200);
});

test("no address leads to an enabled route without encryption", async () => {
  await using app = await serveTwoKeys();
  for (const path of ["/api/echo", "/api/echo/", "/api/%65cho", "/api/%65%63%68%6F?x", "/api/echo?", "/api/echo//"]) {
    const { status } = await app.send({ method: "GET", path, headers: {}, body: Buffer.alloc(0) });
    expect([path, [400, 404].includes(status)]).toEqual([path, true]);
  }
  const answers = await Promise.all(
    ["GET", "HEAD", "POST", "PUT"].map((method) =>
      app.send({ method, path: "/api/echo", headers: {}, body: Buffer.alloc(0) }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
});

test("an answer of the server is no request", async () => {
  await using app = await serveTwoKeys();
  const answer = await app.send(await fresh(app));
  const given = ["x-mega-asp", "x-mega-asp-type", "content-type"].map((name) => [name, String(answer.headers[name])]);
  const kept = { ...Object.fromEntries(given), "x-mega-asp-timestamp": String(NOW) } as Record<string, string>;
  expect((await app.send({ method: "POST", path: "/api/echo?x=1", headers: kept, body: answer.body })).status).toBe(
    400,
  );
});

test("the body limit holds for what is encrypted, with the length and without", async () => {
  await using app = await serveTwoKeys();
  const sized = (length: number): RequestInit => ({ ...postJson(""), body: `"${"x".repeat(length - 2)}"` });
  const at = async (length: number): Promise<Message> => app.message("/api/upload", sized(length), { keyId: "one" });
  expect((await app.send(await at(100))).status).toBe(200);
  const over = await app.send(await at(101));
  expect(over.status).toBe(413);
  expect(over.headers.connection).toBe("close");
  const chunked = await fetch(`${app.url}/api/upload`, {
    method: "POST",
    body: new Blob(["y".repeat(100_000)]).stream(),
    duplex: "half",
  });
  expect(chunked.status).toBe(413);
});

test("a body in pieces without a length is decrypted", async () => {
  await using app = await serveTwoKeys();
  const { headers, body: bytes } = await fresh(app);
  const pieces = async function* pieces(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 3);
    yield bytes.subarray(3);
  };
  const answer = await fetch(`${app.url}/api/echo?x=1`, { method: "POST", headers, body: pieces(), duplex: "half" });
  expect(answer.status).toBe(200);
});

test("a multipart body in a valid message is refused, and the refusal is encrypted", async () => {
  await using app = await serveTwoKeys();
  const sealed = validMessage("POST", "/api/echo", "multipart/form-data; boundary=x");
  const answer = await app.send(sealed);
  expect(answer.status).toBe(415);
  expect(answer.headers["x-mega-asp"]).toBeDefined();
});

test("a client that leaves in the middle of its body disturbs nobody", async () => {
  await using app = await serveTwoKeys();
  const { headers } = await fresh(app);
  const { port } = new URL(app.url);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /api/echo?x=1 HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n${lines.join("")}\r\nhalf`);
  await new Promise((resolve) => setImmediate(resolve));
  socket.destroy();
  await once(socket, "close");
  expect((await app.send(await fresh(app))).status).toBe(200);
});

/** A message of somebody who has the secret and sends what the client would not. */
function validMessage(method: string, path: string, type: string): Message {
  const nonce = "AAAAAAAAAAAAAAAA";
  const data = lengthPrefixed([method, path, String(NOW), type]);
  const { ciphertext, tag } = seal(deriveKeys("one", SECRET).request, { nonce, data }, Buffer.from("--x--"));
  const headers = {
    "x-mega-asp": `1.one.${nonce}.${tag}`,
    "x-mega-asp-timestamp": String(NOW),
    "x-mega-asp-type": type,
    "content-type": "application/vnd.mega.asp",
  };
  return { method, path, headers, body: ciphertext };
}
