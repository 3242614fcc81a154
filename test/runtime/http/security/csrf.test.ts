import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { serve, type Served } from "../serve.ts";

const pages = defineRoutes("/", (route) => {
  route.get("/new", (_req, reply) => reply.view("new"));
  route.get("/plain", (_req, reply) => reply.view("plain"));
  route.post("/posts", (req) => ({ got: (req.body as { title?: string } | null)?.title ?? null }));
  route.post("/hook", { csrf: false }, () => "hook");
  route.delete("/posts/:id", (_req, reply) => void reply.code(204));
});
const parts = {
  routes: { "pages.ts": pages },
  views: { new: "<form>{{csrf}}</form><form>{{csrf}}</form>", plain: "<p>Hi</p>" },
};

interface Form {
  readonly cookie: string;
  readonly token: string;
}

async function openForm(app: Served): Promise<Form> {
  const page = await app.inject("/new");
  const [cookie = ""] = String(page.headers["set-cookie"]).split(";");
  const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? "";
  return { cookie, token };
}

async function post(app: Served, headers: Record<string, string>, payload?: string): Promise<number> {
  return (await app.inject({ method: "POST", url: "/posts", headers, ...(payload === undefined ? {} : { payload }) }))
    .statusCode;
}

const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };

test.each([
  ["no browser", {}, 200],
  ["the same origin", { "sec-fetch-site": "same-origin" }, 200],
  ["the address bar", { "sec-fetch-site": "none" }, 200],
  ["another site", { "sec-fetch-site": "cross-site" }, 403],
  ["a sibling of the site", { "sec-fetch-site": "same-site" }, 403],
  [
    "another site with a matching origin",
    { "sec-fetch-site": "cross-site", origin: "http://localhost", host: "localhost" },
    403,
  ],
  ["the same host by origin", { origin: "http://shop.example:8080", host: "shop.example:8080" }, 200],
  ["another host by origin", { origin: "http://evil.example", host: "shop.example" }, 403],
  ["another port by origin", { origin: "http://shop.example:1", host: "shop.example:2" }, 403],
  ["an opaque origin", { origin: "null", host: "shop.example" }, 403],
])("JSON from %s is %d", async (_from, headers, status) => {
  await using app = await serve(parts);
  expect(await post(app, { ...JSON_TYPE, ...(headers as Record<string, string>) }, '{"title":"x"}')).toBe(status);
});

test("a form needs its token, wherever it comes from", async () => {
  await using app = await serve(parts);
  const { cookie, token } = await openForm(app);
  const body = (value: string): string => `title=Hello&_csrf=${encodeURIComponent(value)}`;
  expect(await post(app, { ...FORM_TYPE, cookie }, body(token))).toBe(200);
  expect(await post(app, { ...FORM_TYPE, cookie, "sec-fetch-site": "same-origin" }, body(token))).toBe(200);
  expect(await post(app, { ...FORM_TYPE, cookie, "x-csrf-token": token }, "title=x")).toBe(200);
  expect(await post(app, { ...FORM_TYPE, cookie, "sec-fetch-site": "same-origin" }, "title=x")).toBe(403);
  expect(await post(app, { ...FORM_TYPE, cookie, "sec-fetch-site": "cross-site" }, body(token))).toBe(403);
  expect(await post(app, { ...FORM_TYPE, cookie }, body(`${token}x`))).toBe(403);
  expect(await post(app, FORM_TYPE, body(token))).toBe(403);
  expect(await post(app, { ...FORM_TYPE, cookie: "__Host-csrf=other" }, body(token))).toBe(403);
  expect(await post(app, { ...FORM_TYPE, cookie: "__Host-csrf=" }, body(token))).toBe(403);
  expect(await post(app, { ...FORM_TYPE, cookie }, `_csrf=a&_csrf=${token}`)).toBe(403);
});

test("a request without a content type needs the token when a form could have sent it", async () => {
  await using app = await serve(parts);
  expect(await post(app, {})).toBe(403);
  expect((await app.inject({ method: "DELETE", url: "/posts/1" })).statusCode).toBe(204);
  expect(
    (await app.inject({ method: "DELETE", url: "/posts/1", headers: { "sec-fetch-site": "cross-site" } })).statusCode,
  ).toBe(403);
});

test("a refusal says why, to the client and in the log", async () => {
  await using app = await serve(parts);
  const answer = await app.inject({ method: "POST", url: "/posts", headers: FORM_TYPE, payload: "title=x" });
  expect(answer.json().error).toMatchObject({
    code: "csrf_rejected",
    message: expect.stringContaining("the form has no token"),
  });
});

test("the cookie is for servers only and set when a form is shown, once", async () => {
  await using app = await serve(parts);
  const page = await app.inject("/new");
  expect(page.headers["set-cookie"]).toMatch(
    /^__Host-csrf=[\w-]+\.[\w+/]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(page.body.match(/value="[^"]+"/g)).toHaveLength(2);
  expect((await app.inject("/plain")).headers["set-cookie"]).toBeUndefined();
  const { cookie } = await openForm(app);
  const again = await app.inject({ url: "/new", headers: { cookie } });
  expect(again.headers["set-cookie"]).toBeUndefined();
});

test("a route or an app without it takes anything", async () => {
  await using app = await serve(parts);
  const foreign = { ...FORM_TYPE, "sec-fetch-site": "cross-site" };
  expect((await app.inject({ method: "POST", url: "/hook", headers: foreign, payload: "a=1" })).statusCode).toBe(200);
  await using open = await serve({ ...parts, app: { csrf: false } });
  expect(await post(open, foreign, "title=x")).toBe(200);
});
