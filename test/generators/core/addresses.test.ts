import { expect, test } from "vitest";

import { checkAddresses } from "../../../generators/core/addresses.ts";
import { checkPlan } from "../../../generators/core/check-plan.ts";
import type { CreateOperation } from "../../../generators/core/plan.ts";
import { projectFacts } from "../project-facts.ts";

const PRESENT: Readonly<Record<string, string>> = {
  "apps/main/routes/home.ts":
    'export default defineRoutes("/", (r) => {\n  r.get("/health", () => 1);\n  r.post(\n    "/a/:id/",\n    fn,\n  );\n});',
  "apps/main/routes/broken.ts": "defineRoutes(",
  "apps/main/routes/notes.md": 'defineRoutes("/x", (r) => r.get("/", 1))',
  "apps/shop/routes/x.ts": "export default defineRoutes(`/x`, (r) => r.get(`/`, () => 1));",
};
const facts = projectFacts({
  files: new Set([...Object.keys(PRESENT), "apps/main/routes/gone.ts"]),
  read: (path) => PRESENT[path] ?? null,
});

function routes(path: string, prefix: string, route: string): CreateOperation {
  return {
    kind: "create",
    path,
    content: `export default defineRoutes("${prefix}", (route) => {\n  route.${route}, () => 1);\n});`,
  };
}

test.each([
  ["/health", 'get("/"', "GET /health is taken by apps/main/routes/home.ts"],
  ["/", 'get("/health"', "GET /health is taken by apps/main/routes/home.ts"],
  ["/a/:other", 'post("/"', "POST /a/:id is taken by apps/main/routes/home.ts"],
  ["/health", 'get("/live"', "GET /health/live is taken by mega itself"],
])("%s %s is answered already", (prefix, route, message) => {
  expect(() => checkAddresses([routes("apps/main/routes/new.ts", prefix, route)], facts)).toThrow(message);
  expect(() => checkPlan([routes("apps/main/routes/new.ts", prefix, route)], facts)).toThrow(message);
});

test.each([
  ["apps/main/routes/new.ts", "/health", 'post("/"'],
  ["apps/main/routes/new.ts", "/a", 'post("/b"'],
  ["apps/main/routes/new.ts", "/x", 'options("/"'],
  ["apps/main/routes/home.ts", "/health", 'get("/"'],
  ["apps/admin/routes/new.ts", "/x", 'get("/"'],
  ["apps/main/services/new.ts", "/health", 'get("/"'],
])("%s may answer %s %s", (path, prefix, route) => {
  expect(() => checkAddresses([routes(path, prefix, route)], facts)).not.toThrow();
});

test("what is edited or computed is not looked at", () => {
  const edit = { kind: "edit", path: "apps/main/routes/home.ts", edit: (text: string): string => text } as const;
  const computed = {
    kind: "create",
    path: "apps/main/routes/new.ts",
    content: 'defineRoutes(prefix, (r) => r.get("/health", 1))',
  } as const;
  expect(() => checkPlan([edit, computed], facts)).not.toThrow();
});
