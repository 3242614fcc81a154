import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/index.ts";
import { serve } from "../serve.ts";
import { everyFeature } from "./every-feature.ts";

const routes = { "things.ts": everyFeature };

const PRODUCTION = { mode: "production" } as const;
const PARTS = { config: { name: "test", secret: "s".repeat(40), logger: { level: "silent" } } } as const;

test("the document is served as it is built", async () => {
  await using app = await serve({ routes });
  const answer = await app.inject("/openapi.json");
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  expect(answer.json()).toEqual(await app.runtime.apps[0]?.openapi());
  expect((await app.inject("/docs")).statusCode).toBe(404);
});

test("in development there is a page for people, which needs no script and nothing from elsewhere", async () => {
  await using app = await serve({ routes }, { mode: "development" });
  const page = await app.inject({ url: "/docs", headers: { host: "shop.example" } });
  expect([page.statusCode, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.body).not.toMatch(/<script|<style| style=|javascript:/);
  expect(page.body).toContain("curl -X POST &#39;http://shop.example/api/things&#39;");
  const loaded = Array.from(page.body.matchAll(/(?:src|<link [^>]*href)="([^"]*)"/g), ([, url]) => url);
  expect(loaded).toEqual(["data:,", "/docs/style.css"]);
  const style = await app.inject("/docs/style.css");
  expect([style.statusCode, style.headers["content-type"]]).toEqual([200, "text/css; charset=utf-8"]);
  expect(style.body).not.toMatch(/url\(|@import/);
});

test("every link of the page leads somewhere", async () => {
  await using app = await serve({ routes }, { mode: "development" });
  const { body } = await app.inject("/docs");
  const ids = Array.from(body.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of body.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
});

test("in production both are off unless asked", async () => {
  await using plain = await serve({ ...PARTS, routes }, PRODUCTION);
  expect((await plain.inject("/openapi.json")).statusCode).toBe(404);
  expect(Object.keys((await plain.runtime.apps[0]?.openapi())?.paths ?? {})).not.toEqual([]);
  await using asked = await serve({ ...PARTS, routes, app: { openapi: true } }, PRODUCTION);
  expect((await asked.inject("/openapi.json")).statusCode).toBe(200);
  expect((await asked.inject("/docs")).statusCode).toBe(404);
  await using both = await serve({ ...PARTS, routes, app: { openapi: { ui: "/api-docs" } } }, PRODUCTION);
  expect((await both.inject("/api-docs")).statusCode).toBe(200);
});

test("the config moves both, below the app's prefix, and turns them off", async () => {
  const openapi = { path: "/spec.json", ui: "/help" };
  await using moved = await serve({ routes, app: { prefix: "/shop", openapi } });
  expect((await moved.inject("/shop/spec.json")).statusCode).toBe(200);
  expect((await moved.inject("/shop/help")).body).toContain('href="/shop/help/style.css"');
  expect((await moved.inject("/openapi.json")).statusCode).toBe(404);
  await using off = await serve({ routes, app: { openapi: false } }, { mode: "development" });
  expect((await off.inject("/openapi.json")).statusCode).toBe(404);
});

test.each(["docs", "/docs/", "/a b", "//evil.example", "/:id", "/*"])("%s is no place for it", async (path) => {
  await expect(serve({ app: { openapi: { path } } })).rejects.toMatchObject({ code: "config_invalid" });
});

test("a route of the app at the same path stays the app's", async () => {
  const own = defineRoutes("/docs", (route) => route.get("/", () => "the app's own"));
  await using app = await serve({ routes: { "docs.ts": own } }, { mode: "development" });
  expect((await app.inject("/docs")).body).toBe("the app's own");
  expect((await app.inject("/openapi.json")).statusCode).toBe(200);
});

test("what a project writes is text on the page, not HTML", async () => {
  const hostile = `<script>alert(1)</script>"'`;
  const file = defineRoutes("/a", (route) => {
    const schema = { type: "object", properties: { [hostile]: { description: hostile, enum: [hostile] } } };
    const options = { summary: hostile, tags: [hostile], body: schema as never };
    route.post("/:id", { ...options, openapi: { id: hostile, description: hostile } }, () => 1);
  });
  const openapi = { title: hostile, description: hostile };
  await using app = await serve({ routes: { "a.ts": file }, app: { openapi } }, { mode: "development" });
  const { body } = await app.inject({ url: "/docs", headers: { host: "shop.example" } });
  expect(body).not.toContain("<script");
  expect(body).toContain("&#60;script&#62;");
});
