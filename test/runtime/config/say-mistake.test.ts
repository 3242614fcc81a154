import { expect, test } from "vitest";

import type { SecurityConfig } from "../../../runtime/config/parts/security.ts";
import { defineRoutes } from "../../../runtime/http/routes/define-routes.ts";
import { serve } from "../http/serve.ts";
import { mistakes } from "./project.ts";

const ORIGIN = "an origin such as https://shop.example or https://*.shop.example, without a path";

test.each([
  [{ cors: { origins: ["shop.example"] } }, `\`cors.origins.0\` must be ${ORIGIN}, not "shop.example"`],
  [{ cors: { origins: ["https://a.b/"] } }, `\`cors.origins.0\` must be ${ORIGIN}, not "https://a.b/"`],
  [{ cors: { origins: "https://a.b" } }, '`cors.origins` must be "*" or an array, not "https://a.b"'],
  [{ cors: { origins: "*", credentials: true } }, '`cors` must be without `credentials` when `origins` is "*"'],
  [
    { cors: { origins: "*", methods: ["GET POST"] } },
    '`cors.methods.0` must be the name of a method, such as PATCH, not "GET POST"',
  ],
  [
    { cors: { origins: "*", exposedHeaders: ["x total"] } },
    '`cors.exposedHeaders.0` must be the name of a header, such as X-Total, not "x total"',
  ],
  [{ csrf: { trustedOrigins: ["a.b"] } }, `\`csrf.trustedOrigins.0\` must be ${ORIGIN}, not "a.b"`],
  [
    { rateLimit: { max: 5, timeWindow: "1 fortnight" } },
    '`rateLimit.timeWindow` must be a time such as 30 seconds, 1 minute or 2 hours, not "1 fortnight"',
  ],
  [{ rateLimit: { max: 5, timeWindow: 0 } }, "`rateLimit.timeWindow` must be milliseconds (1 or more), not 0"],
  [
    { rateLimit: { max: 5, timeWindow: true } },
    "`rateLimit.timeWindow` must be milliseconds (1 or more) or a time such as 30 seconds, 1 minute or 2 hours, not true",
  ],
  [{ rateLimit: 5 }, "`rateLimit` must be false or an object, not 5"],
  [
    { helmet: { contentSecurityPolicy: { directives: { scriptSrc: ["self"] } } } },
    "`helmet.contentSecurityPolicy.directives.scriptSrc.0` must be a source such as 'self' (with its quotes) or " +
      'https://cdn.example, without semicolons and commas, not "self"',
  ],
  [{ helmet: { xFrameOptions: "deny" } }, '`helmet.xFrameOptions` must be true, false or an object, not "deny"'],
  [
    { cookies: { domain: "https://a.b" } },
    '`cookies.domain` must be a host such as example.com, in small letters, not "https://a.b"',
  ],
  [{ cookies: { path: "x" } }, '`cookies.path` must be a path that begins with / and has no semicolon, not "x"'],
  [{ cookies: { sameSite: "Lax" } }, '`cookies.sameSite` must be strict, lax or none, not "Lax"'],
  [
    { cookies: { sameSite: "none", secure: false } },
    "`cookies` must be for TLS alone (`secure: true`) when `sameSite` is none",
  ],
  [{ openapi: "yes" }, '`openapi` must be true, false or an object, not "yes"'],
  [{ openapi: { path: "openapi" } }, '`openapi.path` must be a path such as /openapi.json, not "openapi"'],
  [{ openapi: { ui: true } }, "`openapi.ui` must be false or a path such as /docs, not true"],
  [{ openapi: { titel: "x" } }, "`openapi.titel` is no key; did you mean `title`?"],
  [{ prefix: "api/" }, '`prefix` must be a path such as /api, without a slash at its end, not "api/"'],
])("%j is told in plain words", async (app, said) => {
  expect(await mistakes({ app })).toEqual([`apps/main/app.config.ts: ${said}`]);
});

test("the name of an alias", async () => {
  expect(await mistakes({ config: { caches: { "read-only": { driver: "memory" } } } })).toEqual([
    'mega.config.ts: `caches.read-only` must be a name such as main or readOnly, not "read-only"',
  ]);
});

test("what a route says of its security is told in the same words", async () => {
  const route = async (own: SecurityConfig): Promise<unknown> => {
    const routes = { "x.ts": defineRoutes("/x", (add) => add.get("/", own, () => 1)) };
    return serve({ routes }).catch((error: unknown) => (error as Error).message);
  };
  expect(await route({ rateLimit: { max: 0, timeWindow: "soon" }, cors: { origins: ["a.b"] } })).toContain(
    `apps/main/routes/x.ts: GET /x: \`cors.origins.0\` must be ${ORIGIN}, not "a.b"; ` +
      "`rateLimit.max` must be at least 1, not 0; " +
      '`rateLimit.timeWindow` must be a time such as 30 seconds, 1 minute or 2 hours, not "soon"',
  );
});
