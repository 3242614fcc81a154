import { expect, test } from "vitest";

import { planAuth } from "../../generators/auth.ts";
import { applyEdit } from "../../generators/core/edits.ts";
import { renderTemplates } from "../../generators/core/render.ts";
import { projectFacts } from "./project-facts.ts";

function plan(views: boolean | undefined, facts = projectFacts()): ReturnType<typeof planAuth> {
  return planAuth({ args: {}, flags: { views }, facts, render: renderTemplates });
}

function pathsOf(views: boolean | undefined, facts = projectFacts()): readonly string[] {
  return plan(views, facts)
    .operations.map(({ path }) => path)
    .toSorted();
}

test("the plan holds accounts, their routes, tests and texts, and turns sessions on", () => {
  expect(pathsOf(false)).toEqual([
    "apps/main/app.config.ts",
    "apps/main/forms/account.ts",
    "apps/main/locales/server/en.json",
    "apps/main/locales/server/ko.json",
    "apps/main/middleware/load-user.ts",
    "apps/main/middleware/require-user.ts",
    "apps/main/models/password-reset.ts",
    "apps/main/models/sign-in-attempt.ts",
    "apps/main/models/user.ts",
    "apps/main/routes/account.ts",
    "apps/main/services/accounts.ts",
    "apps/main/services/mail.ts",
    "apps/main/services/sign-in-throttle.ts",
    "db/factories/user.ts",
    "db/migrations/20261123120000-create-accounts.ts",
    "test/account.test.ts",
  ]);
});

test("pages come with their views and a place in the layout", () => {
  const added = pathsOf(true).filter((path) => !pathsOf(false).includes(path));
  expect(added).toContain("apps/main/routes/pages/account.ts");
  expect(added).toContain("apps/main/views/account/sign-in.hbs");
  expect(added).toContain("apps/main/views/layout.hbs");
  expect(added).toContain("test/pages/account.test.ts");
});

test("unless said, pages come where the app has views", () => {
  expect(pathsOf(undefined)).toEqual(pathsOf(true));
  expect(pathsOf(undefined, projectFacts({ hasViews: false }))).toEqual(pathsOf(false));
  expect(plan(true).advice?.finally).toContain("/sign-up");
  expect(plan(false).advice?.finally).toContain("/api/account");
});

test("a migration that is there keeps its name", () => {
  const files = new Set(["db/migrations/20250101000000-create-accounts.ts"]);
  expect(pathsOf(false, projectFacts({ files }))).toContain("db/migrations/20250101000000-create-accounts.ts");
});

test("a table of another model is not taken over", () => {
  const models = new Map([["apps/admin/models/user.ts", { table: "users", labelColumn: null, ownerColumn: null }]]);
  expect(() => plan(false, projectFacts({ models }))).toThrow("the table users is taken by apps/admin/models/user.ts");
});

test("the app's config gets the session and the middleware, and keeps the rest", async () => {
  const edit = plan(false).operations.find(({ path }) => path === "apps/main/app.config.ts");
  const before =
    'import { defineAppConfig } from "mega-framework";\n\nexport default defineAppConfig({ locales: { default: "en" } });\n';
  const after = edit?.kind === "edit" ? await applyEdit(edit.edit, before, edit.path) : "";
  expect(after).toBe(`import { defineAppConfig } from "mega-framework";
import { loadUser } from "./middleware/load-user.ts";

export default defineAppConfig({
  locales: { default: "en" },
  session: { store: { driver: "sqlite", file: "data/sessions.db" } },
  before: [loadUser],
});
`);
});
