import { expect, test } from "vitest";

import type { CorsSettings } from "../../../../runtime/config/parts/security.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { postJson, SECRET, serveAsp, type AspServed } from "./support.ts";

const routes = {
  "api.ts": defineRoutes("/", (route) => {
    route.post("/api/echo", (req) => req.body);
    route.get("/plain", () => "plain");
  }),
};
const ORIGIN = "https://front.example";
const ASKED = "content-type, x-mega-asp, x-mega-asp-timestamp, x-mega-asp-type";

const serveFor = (cors: Partial<CorsSettings>, http: object = {}): Promise<AspServed> =>
  serveAsp({
    routes,
    asp: { masterSecret: SECRET, http: { enabledPaths: ["/api/*"], ...http } },
    app: { cors: { origins: [ORIGIN], ...cors } },
  });

const preflight = (app: AspServed, origin = ORIGIN, asked = ASKED): Promise<Response> =>
  fetch(`${app.url}/api/echo`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": asked,
    },
  });

const allowed = (answer: Response): readonly string[] =>
  (answer.headers.get("access-control-allow-headers") ?? "").split(/,\s*/).filter(Boolean).sort();

test("an allowed origin may send the headers of encrypted requests", async () => {
  await using app = await serveFor({});
  const answer = await preflight(app);
  expect([answer.status, allowed(answer)]).toEqual([204, ASKED.split(", ")]);
  expect((await preflight(app, "https://other.example")).headers.get("access-control-allow-headers")).toBeNull();
});

test("an app that lists the headers of its own need not list those", async () => {
  await using app = await serveFor({ allowedHeaders: ["Content-Type"] });
  expect(allowed(await preflight(app))).toEqual([
    "Content-Type",
    "x-mega-asp",
    "x-mega-asp-timestamp",
    "x-mega-asp-type",
  ]);
  await using renamed = await serveFor({ allowedHeaders: [] }, { headerSignal: "X-Sealed", timestampHeader: "X-Time" });
  expect(allowed(await preflight(renamed))).toEqual(["x-sealed", "x-sealed-type", "x-time"]);
});

test("scripts of an allowed origin can read what encrypted answers say in their headers", async () => {
  await using app = await serveFor({ exposedHeaders: ["x-own"] });
  const message = await app.message("/api/echo", postJson({}));
  const exposedTo = async (origin: string): Promise<unknown> => {
    const fresh = await app.message("/api/echo", postJson({}));
    return (await app.send({ ...fresh, headers: { ...fresh.headers, origin } })).headers[
      "access-control-expose-headers"
    ];
  };
  expect(await exposedTo(ORIGIN)).toBe("x-own, x-mega-asp, x-mega-asp-type");
  expect(await exposedTo("https://other.example")).toBeUndefined();
  // Without an origin nobody asks.
  expect((await app.send(message)).headers["access-control-expose-headers"]).toBeUndefined();
  const plain = await fetch(`${app.url}/plain`, { headers: { origin: ORIGIN } });
  expect(plain.headers.get("access-control-expose-headers")).toBe("x-own");
});
