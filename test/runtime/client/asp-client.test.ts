import { expect, test } from "vitest";

import { AspAnswerError, makeAspClient } from "../../../runtime/client/index.ts";
import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { postJson, SECRET, serveAsp, type AspServed } from "../http/asp/support.ts";

const routes = {
  "api.ts": defineRoutes("/api", (route) => {
    route.get("/one", () => "one");
    route.get("/two", () => "two");
    route.post("/echo", (req) => ({ got: req.body, type: req.headers["content-type"] ?? null }));
  }),
};

type Change = (answer: Response) => Response | Promise<Response>;

/** Fetches with an answer that somebody has changed on the way. */
async function tampered(app: AspServed, change: Change, path = "/api/one"): Promise<unknown> {
  const client = app.client({ fetch: async (url, init) => change(await fetch(url, init)) });
  return client.fetch(path).catch((error: unknown) => error);
}

const rewritten = async (
  answer: Response,
  { status = answer.status, headers = {} as Record<string, string>, body = undefined as Uint8Array | undefined },
): Promise<Response> => {
  const all = new Headers(answer.headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return new Response(body ?? (await answer.arrayBuffer()), { status, headers: all });
};
const signalOf = (answer: Response): string[] => (answer.headers.get("x-mega-asp") ?? "").split(".");
const withSignal = (answer: Response, change: (parts: string[]) => string[]): Promise<Response> =>
  rewritten(answer, { headers: { "x-mega-asp": change(signalOf(answer)).join(".") } });
const flip = (text: string): string => `${text.startsWith("A") ? "Q" : "A"}${text.slice(1)}`;

const CHANGES: readonly (readonly [string, Change])[] = [
  ["another status", (answer) => rewritten(answer, { status: 201 })],
  ["another content type", (answer) => rewritten(answer, { headers: { "x-mega-asp-type": "text/html" } })],
  ["another tag", (answer) => withSignal(answer, ([v = "", k = "", n = "", t = ""]) => [v, k, n, flip(t)])],
  ["another nonce", (answer) => withSignal(answer, ([v = "", k = "", n = "", t = ""]) => [v, k, flip(n), t])],
  ["another key id", (answer) => withSignal(answer, ([v = "", , n = "", t = ""]) => [v, "other", n, t])],
  [
    "another body",
    async (answer) => {
      const body = new Uint8Array(await answer.clone().arrayBuffer());
      body[0] = (body[0] ?? 0) ^ 1;
      return rewritten(answer, { body });
    },
  ],
  ["no body", (answer) => rewritten(answer, { body: new Uint8Array() })],
];

test.each(CHANGES)("an answer with %s is refused", async (_what, change) => {
  await using app = await serveAsp({ routes });
  expect(await tampered(app, change)).toMatchObject({ name: "AspAnswerError", reason: "decrypt" });
});

test("the answer to another request is refused, even to the same path", async () => {
  await using app = await serveAsp({ routes });
  const other = await app.send(await app.message("/api/one"));
  const swap: Change = () =>
    new Response(new Uint8Array(other.body), { headers: other.headers as Record<string, string> });
  expect(await tampered(app, swap)).toMatchObject({ reason: "decrypt" });
  expect(await tampered(app, swap, "/api/two")).toMatchObject({ reason: "decrypt" });
});

test("answers of other versions, and without a signal, are not believed", async () => {
  await using app = await serveAsp({ routes });
  const plain = await tampered(app, () => Response.json({ ok: true, data: "made up" }));
  expect(plain).toBeInstanceOf(AspAnswerError);
  expect(plain).toMatchObject({
    reason: "plain",
    message: "The answer (status 200) is not encrypted, so it is not believed.",
  });
  expect(await (plain as AspAnswerError).response.json()).toEqual({ ok: true, data: "made up" });
  expect(await tampered(app, (answer) => withSignal(answer, ([, ...rest]) => ["2", ...rest]))).toMatchObject({
    reason: "plain",
  });
});

test("a refusal of the server is a plain answer with its code", async () => {
  await using app = await serveAsp({ routes });
  const error: unknown = await app
    .client({ secret: "x".repeat(32) })
    .fetch("/api/one")
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: "plain", response: { status: 400 } });
  expect(await (error as AspAnswerError).response.json()).toMatchObject({ error: { code: "asp_rejected" } });
});

test("redirects are refused, also those that a browser hides", async () => {
  await using app = await serveAsp({ routes });
  for (const status of [301, 302, 303, 307, 308]) {
    const redirect = new Response(null, { status, headers: { location: "/api/two" } });
    expect(await tampered(app, () => redirect)).toMatchObject({ reason: "redirect" });
  }
  const hidden = Object.defineProperty(new Response(), "type", { value: "opaqueredirect" });
  expect(await tampered(app, () => hidden)).toMatchObject({ reason: "redirect" });
});

test.each([
  { what: "text", body: "hello", type: "text/plain;charset=UTF-8", status: 415 },
  {
    what: "a form",
    body: new URLSearchParams({ a: "1" }),
    type: "application/x-www-form-urlencoded;charset=UTF-8",
    status: 403,
  },
  { what: "bytes of JSON", body: new TextEncoder().encode("[1]"), type: "application/json", status: 200 },
])("it takes $what as fetch does", async ({ body, type, status }) => {
  await using app = await serveAsp({ routes });
  const headers: Record<string, string> = body instanceof Uint8Array ? { "content-type": type } : {};
  const message = await app.message("/api/echo", { method: "post", headers, body });
  expect([message.method, message.headers["x-mega-asp-type"]]).toEqual(["POST", type]);
  expect((await app.send(message)).status).toBe(status);
});

test("headers of the caller are sent, and the answer has those of the server", async () => {
  await using app = await serveAsp({ routes });
  const message = await app.message("/api/one", { headers: { authorization: "Bearer x" } });
  expect(message.headers).toMatchObject({ authorization: "Bearer x" });
  expect(message.headers).not.toHaveProperty("content-type");
  const answer = await app.client().fetch("/api/one");
  expect(answer.headers.get("x-mega-asp")).toBeNull();
  expect(answer.headers.get("x-mega-asp-type")).toBeNull();
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
});

test("an abort reaches the request", async () => {
  await using app = await serveAsp({ routes });
  const stopped = app.client().fetch("/api/one", { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
});

test("another server is not asked: it could pass the request on", async () => {
  await using app = await serveAsp({ routes });
  for (const path of ["https://evil.example/api/one", "//evil.example/api/one", new URL("http://evil.example/")]) {
    await expect(app.client().fetch(path)).rejects.toThrow(TypeError);
  }
  expect((await app.client().fetch(`${app.url}/api/one#part`)).status).toBe(200);
  expect((await app.client({ baseUrl: `${app.url}/api/` }).fetch("one")).status).toBe(200);
});

test("multipart is refused before it is sent", async () => {
  await using app = await serveAsp({ routes });
  const form = new FormData();
  form.set("file", "x");
  await expect(app.client().fetch("/api/echo", { method: "POST", body: form })).rejects.toThrow("cannot be multipart");
});

test("what no app accepts is refused when the client is made", () => {
  const make = (parts: object): unknown => makeAspClient({ baseUrl: "https://a.example", secret: SECRET, ...parts });
  expect(() => make({ secret: "short" })).toThrow("The secret is shorter than 32 bytes.");
  expect(() => make({ keyId: "a.b" })).toThrow('"a.b" is no key id');
  expect(() => make({ baseUrl: "nowhere" })).toThrow(TypeError);
  expect(make({})).toHaveProperty("fetch");
});

test("many requests at once have their own answers", async () => {
  await using app = await serveAsp({ routes });
  const client = app.client();
  const numbers = Array.from({ length: 50 }, (_, index) => index);
  const answers = await Promise.all(numbers.map((number) => client.fetch("/api/echo", postJson({ number }))));
  const got = await Promise.all(
    answers.map(async (answer) => (await answer.json()) as { data: { got: { number: number } } }),
  );
  expect(got.map(({ data }) => data.got.number)).toEqual(numbers);
});
