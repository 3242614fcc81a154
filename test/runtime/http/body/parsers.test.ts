import * as fc from "fast-check";
import { expect, test } from "vitest";

import { parseForm, parseJson } from "../../../../runtime/http/body/parsers.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { Type } from "typebox";
import { serve } from "../serve.ts";

const echo = defineRoutes("/echo", (route) => {
  route.post("/", { csrf: false }, (req) => ({ body: req.body ?? null }));
  route.post(
    "/post",
    { body: Type.Object({ title: Type.String(), n: Type.Optional(Type.Integer()) }, { additionalProperties: false }) },
    (req) => req.body,
  );
  route.get(
    "/:id",
    {
      params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
      query: Type.Object({ q: Type.Optional(Type.String()) }, { additionalProperties: false }),
    },
    (req) => ({ id: req.params.id }),
  );
  route.get("/header/check", { headers: Type.Object({ "X-Version": Type.Integer() }) }, () => 1);
});
const routes = { "echo.ts": echo };
const json = { "content-type": "application/json" };

test.each([
  ["{", 400, "malformed_json"],
  ["", 400, "malformed_json"],
  ["nonsense", 400, "malformed_json"],
  ['{"__proto__":{"x":1}}', 400, "key_refused"],
  ['{"a":[{"constructor":1}]}', 400, "key_refused"],
  [String.raw`{"\u005f_proto__":1}`, 400, "key_refused"],
  [String.raw`{"c\u006fnstructor":{"prototype":{}}}`, 400, "key_refused"],
])("JSON body %s is %d %s", async (payload, status, code) => {
  await using app = await serve({ routes });
  const answer = await app.inject({ method: "POST", url: "/echo", headers: json, payload });
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
});

test("texts that merely mention a refused key are data", async () => {
  await using app = await serve({ routes });
  const payload = { text: "__proto__ and constructor", escaped: "\u0001" };
  const answer = await app.inject({ method: "POST", url: "/echo", payload });
  expect(answer.json()).toEqual({ ok: true, data: { body: payload } });
});

test.each(["text/xml", "text/plain", "application/octet-stream", "multipart/form-data; boundary=x", "nonsense"])(
  "a body of %s is 415 naming the type",
  async (type) => {
    await using app = await serve({ routes });
    const answer = await app.inject({
      method: "POST",
      url: "/echo",
      headers: { "content-type": type },
      payload: "<a/>",
    });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().error).toMatchObject({
      code: "unsupported_media_type",
      message: expect.stringContaining(type),
    });
  },
);

test("a body above the limit is 413 naming the limit", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject({
    method: "POST",
    url: "/echo",
    headers: json,
    payload: `"${"x".repeat(2 * 1024 * 1024)}"`,
  });
  expect(answer.statusCode).toBe(413);
  expect(answer.json().error).toMatchObject({ code: "payload_too_large", message: expect.stringContaining("1048576") });
});

test("the app and a route set their own limit", async () => {
  const small = defineRoutes("/", (route) => {
    route.post("/app", () => 1);
    route.post("/route", { bodyLimit: 100 }, () => 1);
  });
  await using app = await serve({ app: { bodyLimit: 10 }, routes: { "small.ts": small } });
  const send = async (url: string, size: number): Promise<number> =>
    (await app.inject({ method: "POST", url, headers: json, payload: `"${"x".repeat(size)}"` })).statusCode;
  expect(await send("/app", 5)).toBe(200);
  expect(await send("/app", 50)).toBe(413);
  expect(await send("/route", 50)).toBe(200);
  expect(await send("/route", 500)).toBe(413);
});

test("every mistake of a body is told", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject({ method: "POST", url: "/echo/post", payload: { n: "1", nope: true } });
  expect(answer.statusCode).toBe(422);
  const { error } = answer.json();
  expect(error.code).toBe("validation_failed");
  expect(error.details.map(({ path }: { path: string }) => path).toSorted()).toEqual(["/n", "/nope", "/title"]);
});

test("a large broken body is told its first mistake only", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject({ method: "POST", url: "/echo/post", payload: { n: "1", nope: "x".repeat(70_000) } });
  expect(answer.json().error.details).toHaveLength(1);
});

test.each(["abc", "0", "-1", "1.5", "1' or '1'='1", "%00", "99999999999999999999999999x"])(
  "the id %s is 422",
  async (id) => {
    await using app = await serve({ routes });
    const answer = await app.inject(`/echo/${encodeURIComponent(id)}`);
    expect(answer.statusCode).toBe(422);
  },
);

test("path and query are coerced, unknown query is 422", async () => {
  await using app = await serve({ routes });
  expect((await app.inject("/echo/7?q=x")).json()).toEqual({ ok: true, data: { id: 7 } });
  expect((await app.inject("/echo/7?nope=x")).json().error.details[0].path).toBe("/nope");
});

test("headers are validated whatever their case", async () => {
  await using app = await serve({ routes });
  expect((await app.inject({ url: "/echo/header/check", headers: { "x-version": "3" } })).statusCode).toBe(200);
  expect((await app.inject({ url: "/echo/header/check", headers: { "x-version": "x" } })).statusCode).toBe(422);
});

test("forms are read with repeated fields as lists", () => {
  expect({ ...parseForm("a=1&b=x+y&b=%C3%A9&c=") }).toEqual({ a: "1", b: ["x y", "é"], c: "" });
  expect(() => parseForm("__proto__=1")).toThrowError(expect.objectContaining({ code: "key_refused" }));
  expect(() => parseForm("constructor=1")).toThrowError(expect.objectContaining({ code: "key_refused" }));
});

test("a body nested deeper than the stack is read", () => {
  const depth = 200_000;
  expect(() => parseJson(`${"[".repeat(depth)}"\\u0041"${"]".repeat(depth)}`)).not.toThrow();
});

test("JSON is accepted exactly when no key is refused", () => {
  const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "title"));
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.integer(),
      fc.array(tie("node")),
      fc.dictionary(key, tie("node")),
    ),
  })).node;
  const hasRefused = (input: unknown): boolean =>
    typeof input === "object" &&
    input !== null &&
    Object.entries(input).some(
      ([name, inner]) => (!Array.isArray(input) && ["__proto__", "constructor"].includes(name)) || hasRefused(inner),
    );
  fc.assert(
    fc.property(value, fc.boolean(), (input, isEscaped) => {
      const plain = JSON.stringify(input);
      const text = isEscaped ? plain.replaceAll("_", String.raw`\u005f`).replaceAll("c", String.raw`\u0063`) : plain;
      if (!hasRefused(JSON.parse(text))) expect(parseJson(text)).toEqual(JSON.parse(plain));
      else expect(() => parseJson(text)).toThrowError(expect.objectContaining({ code: "key_refused" }));
    }),
  );
});
