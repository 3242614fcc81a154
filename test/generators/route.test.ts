import { describe, expect, test } from "vitest";

import { parseMethods, parsePath } from "../../generators/route/options.ts";
import { pathsOf, planOf, textOf } from "./support.ts";

test("a route answers GET at the path of its name, and its test asks it", async () => {
  const plan = await planOf("route", { name: "admin/DailyReport" });
  expect(pathsOf(plan)).toEqual(["apps/main/routes/admin/daily-report.ts", "test/routes/admin/daily-report.test.ts"]);
  expect(textOf(plan, "apps/main/routes/admin/daily-report.ts")).toBe(`import { defineRoutes } from "mega-framework";

export default defineRoutes("/admin/daily-report", (route) => {
  route.get("/", () => ({ message: "It works" }));
});
`);
  expect(textOf(plan, "test/routes/admin/daily-report.test.ts")).toContain('app.request("GET /admin/daily-report")');
  expect(plan.advice?.next).toEqual(["npx mega routes GET /admin/daily-report"]);
});

test("methods and a path with parameters", async () => {
  const flags = { method: "get,post", path: "/posts/:postId/notes" };
  const plan = await planOf("route", { name: "notes" }, { flags });
  expect(textOf(plan, "apps/main/routes/notes.ts")).toContain('  route.post("/",');
  const tested = textOf(plan, "test/routes/notes.test.ts");
  expect(tested).toContain('test("POST /posts/:postId/notes answers"');
  expect(tested).toContain('app.request("POST /posts/1/notes", { body: {} })');
});

test("another app has its own folders, and its tests ask it", async () => {
  const plan = await planOf("route", { name: "health" }, { facts: { app: "shop" } });
  expect(pathsOf(plan)).toEqual(["apps/shop/routes/health.ts", "test/shop/routes/health.test.ts"]);
  expect(textOf(plan, "test/shop/routes/health.test.ts")).toContain('await makeApp({ app: "shop" });');
});

describe("an address that another file answers is taken", () => {
  const home =
    'export default defineRoutes("/", (r) => {\n  r.get("/health", () => 1);\n  r.post(\n    "/a/:id/",\n    fn);\n});';
  const facts = {
    files: new Set([
      "apps/main/routes/home.ts",
      "apps/main/routes/own.ts",
      "apps/shop/routes/x.ts",
      "apps/main/routes/a.md",
    ]),
    read: (path: string) => (path === "apps/main/routes/home.ts" ? home : path.endsWith("own.ts") ? "broken(" : null),
  };

  test.each([
    ["health", {}, "GET /health is taken by apps/main/routes/home.ts"],
    ["x", { path: "/a/:other", method: "get,post" }, "POST /a/:id is taken by apps/main/routes/home.ts"],
  ])("%s %j", async (name, flags, message) => {
    await expect(planOf("route", { name }, { flags, facts })).rejects.toThrow(message);
  });

  test.each([
    ["health", { method: "post" }],
    ["home", { path: "/health" }],
    ["x", { path: "/a/b" }],
  ])("but not %s %j", async (name, flags) => {
    expect(pathsOf(await planOf("route", { name }, { flags, facts }))).toHaveLength(2);
  });
});

describe("options", () => {
  test("methods are listed in their usual order", () => {
    expect(parseMethods("post,GET")).toEqual(["get", "post"]);
  });

  test.each(["", "got", "get,", "get,get", "get post", "options"])("--method %j is refused", (text) => {
    expect(() => parseMethods(text)).toThrow(`--method cannot be ${JSON.stringify(text)}`);
  });

  test.each(["/", "/health", "/api/posts/:id/comments", "/v1.2/~me", "/.well-known".replace(".", "")])(
    "--path %s",
    (text) => {
      expect(parsePath(text)).toBe(text);
    },
  );

  test.each([
    "",
    "health",
    "//x",
    "/x/",
    "/../etc",
    "/a/../b",
    '/"); evil("',
    "/`${x}`",
    "/{{x}}",
    "/a b",
    "/:id/:id",
    "/:",
    "/*",
    "/\n",
    "/x\0",
    `/${"x".repeat(200)}`,
  ])("--path %j is refused", (text) => {
    expect(() => parsePath(text)).toThrow("--path cannot be");
  });
});
