import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { FastifyInstance } from "fastify";
import { expect, test } from "vitest";

import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import type { ServedRoute } from "../../../../runtime/http/routes/describe-route.ts";
import { serve, type ProjectParts, type Served } from "../serve.ts";

async function shop(app: FastifyInstance): Promise<void> {
  app.get("/plugin/:id", { bodyLimit: 10, config: { mega: { rateLimit: false } } }, function show() {
    return 1;
  });
  await app.register(async (inner) => void inner.route({ method: ["PUT", "PATCH"], url: "/deep", handler: () => 1 }));
}

const parts: ProjectParts = {
  app: { plugins: [shop], openapi: { path: "/api.json", ui: "/api" } },
  publicDir: "public",
  routes: {
    "r.ts": defineRoutes("/", (route) => {
      route.get("/own", () => 1);
      route.post("/shared", { cors: { origins: "*" }, body: { type: "object" }, timeoutMs: 5 }, () => 1);
    }),
  },
};

function othersOf({ runtime }: Served): readonly ServedRoute[] {
  return runtime.apps[0]?.otherRoutes() ?? [];
}

test("the routes that no file of the project has are told by who serves them", async () => {
  await using app = await serve(parts);
  await mkdir(join(app.root, "public"));
  expect(othersOf(app).map(({ from, method, path, file }) => [from, method, path, file].join(" "))).toEqual([
    "plugin GET /plugin/:id ",
    "plugin PUT /deep ",
    "plugin PATCH /deep ",
    "mega GET /health/live ",
    "mega GET /health/ready ",
    "mega GET /api.json ",
    "mega GET /api/style.css ",
    "mega GET /api ",
    "mega GET /* ",
    "mega OPTIONS /shared ",
  ]);
  expect(app.runtime.apps[0]?.routes().map(({ from, path }) => `${from} ${path}`)).toEqual([
    "project /own",
    "project /shared",
  ]);
});

test("the app's own guards are in front of them, by what a route says of itself", async () => {
  await using app = await serve(parts);
  const stages = (path: string): unknown => {
    const route = othersOf(app).find((one) => one.path === path);
    return [...(route?.stages ?? []).map(({ stage, name }) => `${stage} ${name}`), route?.limits.bodyBytes];
  };
  expect(stages("/plugin/:id")).toEqual(["onRequest security headers", "handler show", "onSend security headers", 10]);
  expect(stages("/deep")).toEqual([
    "onRequest security headers",
    "onRequest rate limit 1000 in 1 minute",
    "onRequest CSRF origin",
    "handler handler",
    "onSend security headers",
    1_048_576,
  ]);
});

test("guards are told in the order in which they run", async () => {
  const seen: string[] = [];
  const routes = defineRoutes("/", (route) => {
    const options = { cors: { origins: ["https://a.b"] }, timeoutMs: 1000, rateLimit: { max: 2, timeWindow: 60_000 } };
    route.post("/x", { ...options, body: { type: "object" }, before: [() => void seen.push("before")] }, () => 1);
  });
  const session = { store: { driver: "memory" } } as const;
  await using app = await serve({ app: { session }, routes: { "r.ts": routes } });
  const [route] = app.runtime.apps[0]?.routes() ?? [];
  expect(route?.stages.map(({ stage, name }) => `${stage} ${name}`)).toEqual([
    "onRequest security headers",
    "onRequest rate limit 2 in 60000 ms",
    "onRequest CSRF origin",
    "onRequest time limit 1000 ms",
    "preValidation CSRF token",
    "validation body",
    "preHandler session",
    "before anonymous",
    "handler anonymous",
    "envelope envelope",
    "onSend security headers",
    "onSend CORS",
    "onSend session",
  ]);

  const post = (site: string, type: string, payload: string) =>
    app.inject({ method: "POST", url: "/x", headers: { "sec-fetch-site": site, "content-type": type }, payload });
  // Forged, and counted: the limit is ahead of the origin, and the headers are ahead of both.
  const forged = await post("cross-site", "text/plain", "{");
  expect([forged.json().error.message, forged.headers["ratelimit-remaining"]]).toEqual([
    expect.stringContaining("another site"),
    "1",
  ]);
  // The token is asked for before the body is looked at.
  const form = await post("same-origin", "application/x-www-form-urlencoded", "a=1");
  expect(form.json().error.message).toContain("no token");
  const limited = await post("cross-site", "application/json", "{}");
  expect([limited.statusCode, limited.headers["x-content-type-options"]]).toEqual([429, "nosniff"]);
  expect(seen).toEqual([]);
});
