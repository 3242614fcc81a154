import * as fc from "fast-check";
import { fastify as makeFastify } from "fastify";
import { expect, test } from "vitest";

import { loadAndValidateConfig } from "../../../../runtime/config/load.ts";
import type { AppSettings, MegaConfig } from "../../../../runtime/config/settings.ts";
import { addAsp } from "../../../../runtime/http/asp/add-asp.ts";
import { manifestOf } from "../serve.ts";
import { coverage } from "../../../../runtime/http/asp/paths.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { SECRET, serveAsp } from "./support.ts";

test.each([
  ["/api/login", "/api/login", "all"],
  ["/api/login", "/api/login/", "all"],
  ["/api/login/", "/api/login", "all"],
  ["/api/login", "/api/Login", "none"],
  ["/api/login", "/api/login/again", "none"],
  ["/api/login", "/api", "none"],
  ["/api/login", "/api/:word", "none"],
  ["/posts/:id", "/posts/:id", "all"],
  ["/posts/:id", "/posts/:slug", "none"],
  ["/api/*", "/api", "all"],
  ["/api/*", "/api/", "all"],
  ["/api/*", "/api/posts", "all"],
  ["/api/*", "/api/posts/:id", "all"],
  ["/api/*", "/api/*", "all"],
  ["/api/*", "/apix", "none"],
  ["/api/*", "/", "none"],
  ["/api/*", "/:area", "some"],
  ["/api/*", "/:area/posts", "some"],
  ["/api/*", "/:area?", "some"],
  ["/api/*", "/*", "none"],
  ["/api/secure/*", "/api/:area/:id", "some"],
  ["/api/secure/*", "/api/:area", "some"],
  ["/api/secure/*", "/api/*", "none"],
  ["/api/secure/*", "/api/:area/open", "some"],
  ["/api/secure/*", "/other/:area", "none"],
  ["/api/secure/*", "/api", "none"],
  ["/*", "/", "all"],
  ["/*", "/anything/:id", "all"],
  ["/", "/", "all"],
] as const)("%s covers of %s: %s", (pattern, route, covered) => {
  expect(coverage(pattern, route)).toBe(covered);
});

test("a prefix covers all of every route that starts with its words", () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,5}$/);
  const words = fc.array(word, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(words, words, (prefix, rest) => {
      const start = `/${prefix.join("/")}`;
      expect(coverage(`${start}/*`, `${start}/${rest.join("/")}`)).toBe("all");
      expect(coverage(`${start}/*`, `${start}x/${rest.join("/")}`)).toBe("none");
    }),
  );
});

const routes = {
  "api.ts": defineRoutes("/api", (route) => {
    route.get("/secure/posts", () => "posts");
    route.get("/:area/list", () => "list");
  }),
};

const serveConfig = (enabledPaths: readonly string[]): Promise<MegaConfig> =>
  loadAndValidateConfig({
    manifest: manifestOf({ app: { asp: { masterSecret: SECRET, http: { enabledPaths } } } }),
    root: import.meta.dirname,
    env: {},
    mode: "test",
  });

const start = async (enabledPaths: readonly string[]): Promise<unknown> => {
  await using app = await serveAsp({ routes, asp: { masterSecret: SECRET, http: { enabledPaths } } });
  return app.url;
};

test("paths of no route, and of a part of one, stop the start, all at once", async () => {
  await expect(start(["/api/nothing", "/other/*", "/api/secure/*"])).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringMatching(
      /app\.config\.ts.*"\/api\/secure\/\*".*\/api\/:area\/list[\s\S]*"\/api\/nothing"[\s\S]*"\/other\/\*"/,
    ) as string,
  });
});

test("naming the other route as well settles it", async () => {
  await expect(start(["/api/secure/*", "/api/:area/list"])).resolves.toMatch(/^http:/);
});

test("routes of plugins are covered too, unless they say no", async () => {
  const fastify = makeFastify();
  const { asp } = (await serveConfig(["/plugin/*"])).apps["main"] as AppSettings;
  addAsp(fastify, { config: { asp } as AppSettings, file: "app.config.ts", cache: {}, clock: { now: Date.now } });
  await fastify.register(async (child) => {
    child.get("/plugin/inner", () => "inner");
    child.get("/plugin/open", { config: { asp: false } }, () => "open");
    child.get("/outside", () => "outside");
  });
  const status = async (url: string): Promise<number> => (await fastify.inject(url)).statusCode;
  expect(await Promise.all(["/plugin/inner", "/plugin/open", "/outside"].map(status))).toEqual([400, 200, 200]);
  await fastify.close();
});

test("a cache that mega.config.ts has not stops the start", async () => {
  const http = { enabledPaths: ["/api/secure/posts"], nonceCache: "redis" };
  await expect(serveAsp({ routes, asp: { masterSecret: SECRET, http } })).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringContaining("`asp.http.nonceCache` must be an alias of `caches`") as string,
  });
});
