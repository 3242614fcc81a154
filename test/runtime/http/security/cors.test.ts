import { expect, test } from "vitest";

import type { CorsSettings } from "../../../../runtime/config/parts/security.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { makeOriginList } from "../../../../runtime/http/security/origins.ts";
import { serve, type Served } from "../serve.ts";

const SHOP = "https://shop.example";
const routes = defineRoutes("/api", (route) => {
  route.get("/posts", () => []);
  route.post("/posts", () => 1);
  route.get("/open", { cors: { origins: "*" } }, () => 1);
  route.post("/closed", { cors: false }, () => 1);
});

async function start(cors?: false | CorsSettings): Promise<Served> {
  return serve({ app: cors === undefined ? {} : { cors }, routes: { "api.ts": routes } });
}

/** What a browser looks at. */
async function ask(app: Served, request: string, headers: Record<string, string>): Promise<Record<string, unknown>> {
  const [method = "", url = ""] = request.split(" ");
  const answer = await app.inject({ method: method as "GET", url, headers });
  const seen = Object.entries(answer.headers).filter(([name]) => name.startsWith("access-control-") || name === "vary");
  return { status: answer.statusCode, ...Object.fromEntries(seen) };
}

const preflight = (origin: string, method = "POST"): Record<string, string> => ({
  origin,
  "access-control-request-method": method,
  "access-control-request-headers": "content-type",
});

test("other origins are refused unless the app names them", async () => {
  await using app = await start();
  expect(await ask(app, "OPTIONS /api/missing", preflight(SHOP))).toEqual({ status: 403, vary: "Accept" });
  expect(await ask(app, "OPTIONS /api/posts", preflight(SHOP))).toEqual({ status: 403, vary: "Accept" });
  expect(await ask(app, "GET /api/posts", { origin: SHOP })).toEqual({ status: 200 });
  const refused = await app.inject({ method: "OPTIONS", url: "/api/posts", headers: preflight(SHOP) });
  expect(refused.json().error).toMatchObject({
    code: "cors_refused",
    message: "Scripts of https://shop.example may not call POST /api/posts.",
  });
});

test("an origin that is named may ask, and read what comes, failures too", async () => {
  await using app = await start({ origins: [SHOP], credentials: true, exposedHeaders: ["ETag"], maxAgeS: 60 });
  const allowed = {
    "access-control-allow-origin": SHOP,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "ETag",
  };
  expect(await ask(app, "OPTIONS /api/posts", preflight(SHOP))).toEqual({
    status: 204,
    ...allowed,
    "access-control-allow-methods": "GET, HEAD, PUT, PATCH, POST, DELETE",
    "access-control-allow-headers": "content-type",
    "access-control-max-age": "60",
    vary: "Origin, Access-Control-Request-Headers",
  });
  expect(await ask(app, "GET /api/posts", { origin: SHOP })).toEqual({ status: 200, ...allowed, vary: "Origin" });
  expect(await ask(app, "GET /api/missing", { origin: SHOP })).toEqual({
    status: 404,
    ...allowed,
    vary: "Accept, Origin",
  });
  expect(await ask(app, "GET /api/posts", {})).toEqual({ status: 200, vary: "Origin" });
});

test.each([
  "https://evil.example",
  "null",
  "http://shop.example",
  "https://shop.example:8443",
  "https://shop.example.evil",
])("%s is not https://shop.example", async (origin) => {
  await using app = await start({ origins: [SHOP], credentials: true });
  expect(await ask(app, "GET /api/posts", { origin })).toEqual({ status: 200, vary: "Origin" });
  expect(await ask(app, "OPTIONS /api/posts", preflight(origin))).toEqual({ status: 403, vary: "Accept, Origin" });
});

test("a script of a named origin may send JSON, which the protection against forgery would refuse", async () => {
  await using app = await start({ origins: [SHOP] });
  const post = (origin: string) =>
    app.inject({ method: "POST", url: "/api/posts", payload: {}, headers: { origin, "sec-fetch-site": "cross-site" } });
  expect((await post(SHOP)).statusCode).toBe(200);
  expect((await post("https://evil.example")).statusCode).toBe(403);
});

test("a route has its own, and everybody is the same to all", async () => {
  await using app = await start({ origins: [SHOP] });
  expect(await ask(app, "GET /api/open", { origin: "https://any.example" })).toEqual({
    status: 200,
    "access-control-allow-origin": "*",
  });
  expect(await ask(app, "OPTIONS /api/open", preflight("https://any.example", "GET"))).toMatchObject({
    status: 204,
    "access-control-allow-origin": "*",
  });
  expect(await ask(app, "OPTIONS /api/closed", preflight(SHOP))).toMatchObject({ status: 403 });
  expect(await ask(app, "POST /api/closed", { origin: SHOP, "content-type": "application/json" })).not.toHaveProperty(
    "access-control-allow-origin",
  );
});

test("names below a name", () => {
  const allows = makeOriginList(["https://*.shop.example", "http://localhost:3000", "https://a.example:443"]);
  for (const origin of [
    "https://a.shop.example",
    "https://a.b.shop.example",
    "http://localhost:3000",
    "https://a.example",
  ])
    expect(allows(origin), origin).toBe(true);
  for (const origin of [
    "https://shop.example",
    "https://.shop.example",
    "https://evil.example/.shop.example",
    "https://evil.example?.shop.example",
    "https://evil.example:1.shop.example",
    "https://x@y.shop.example",
    "http://a.shop.example",
    "https://a.shop.example:444",
    "https://evilshop.example",
    "",
    "null",
  ])
    expect(allows(origin), origin).toBe(false);
});

test.each<CorsSettings>([
  { origins: ["shop.example"] },
  { origins: ["https://shop.example/"] },
  { origins: ["*"] },
  { origins: ["null"] },
  { origins: [SHOP], maxAgeS: -1 },
  { origins: [SHOP], methods: ["GET, POST"] },
  {} as never,
  { origins: "*", credentials: true },
])("%j is refused when the app starts", async (cors) => {
  await expect(start(cors)).rejects.toMatchObject({ code: "config_invalid", message: expect.stringContaining("cors") });
});
