import { expect, test } from "vitest";

import { editedBy, pathsOf, planOf, textOf } from "./support.ts";

test("a service is a class by its name, which its test asks through a route of its own", async () => {
  const plan = await planOf("service", { name: "admin/daily_report" });
  expect(pathsOf(plan)).toEqual([
    "apps/main/services/admin/daily-report.ts",
    "test/services/admin/daily-report.test.ts",
  ]);
  const text = textOf(plan, "apps/main/services/admin/daily-report.ts");
  expect(text).toContain("export default class AdminDailyReportService extends MegaService");
  expect(text).toContain("    adminDailyReport: AdminDailyReportService;");
  expect(textOf(plan, "test/services/admin/daily-report.test.ts")).toContain(
    "ctx.services.adminDailyReport.describe()",
  );
});

test("a middleware is exported by its name", async () => {
  const plan = await planOf("middleware", { name: "require-admin" });
  expect(pathsOf(plan)).toEqual(["apps/main/middleware/require-admin.ts", "test/middleware/require-admin.test.ts"]);
  expect(textOf(plan, "apps/main/middleware/require-admin.ts")).toContain(
    "export const requireAdmin = defineMiddleware(",
  );
  expect(textOf(plan, "test/middleware/require-admin.test.ts")).toContain(
    'import { requireAdmin } from "../../apps/main/middleware/require-admin.ts";',
  );
});

test("a plugin is listed in the config of its app", async () => {
  const plan = await planOf("plugin", { name: "RequestTimer" });
  expect(pathsOf(plan)).toEqual([
    "apps/main/app.config.ts",
    "plugins/request-timer.ts",
    "test/plugins/request-timer.test.ts",
  ]);
  expect(await editedBy(plan, "apps/main/app.config.ts", "export default defineAppConfig({});\n")).toBe(
    'import { requestTimer } from "../../plugins/request-timer.ts";\n\nexport default defineAppConfig({ plugins: [requestTimer] });\n',
  );
});

test("a test starts the project", async () => {
  const plan = await planOf("test", { name: "admin/checkout" });
  expect(pathsOf(plan)).toEqual(["test/admin/checkout.test.ts"]);
  expect(textOf(plan, "test/admin/checkout.test.ts")).toContain('test("admin checkout", async () => {');
});

test.each([
  ["service", "mega"],
  ["middleware", "define-middleware"],
  ["middleware", "expect"],
  ["plugin", "define-plugin"],
  ["plugin", "fastify"],
  ["plugin", "admin/timer"],
  ["test", "../escape"],
])("mega g %s %s is refused: its code would not stand", async (generator, name) => {
  await expect(planOf(generator, { name })).rejects.toMatchObject({ code: "name_refused" });
});
