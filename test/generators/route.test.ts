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
