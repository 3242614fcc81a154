import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFacts } from "../../../generators/core/read-facts.ts";

let root: string;
const now = new Date();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mega-facts-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("an empty project has no files, models, languages or views", async () => {
  expect(await readFacts({ root, name: "blog" }, { app: "main", now })).toEqual({
    name: "blog",
    app: "main",
    files: new Set(),
    models: new Map(),
    locales: [],
    hasViews: false,
    now,
    read: expect.any(Function),
  });
});

test("files, languages and models are found, the models of other apps as well", async () => {
  write(
    "apps/main/models/admin/blog-post.ts",
    'export const P = defineModel("adminBlogPosts", {\n  count: field.integer(),\n});',
  );
  write(
    "apps/shop/models/user.ts",
    'defineModel(\n  "users", {\n  token: field.string({ redact: true }),\n  name: field.string({ max: 3 }),\n});',
  );
  write("apps/main/models/note.ts", 'defineModel("notes", {\n  user: field.owner("users"),\n});');
  write("apps/main/models/not-one.ts", "export const x = 1;");
  write("apps/main/locales/server/ko.json", "{}");
  write("apps/main/locales/server/en.json", "{}");
  write("apps/main/views/layout.hbs", "");
  write("db/migrations/20260101000000-create-users.ts", "");
  write("apps/main/policies/post.ts", "");
  write("apps/main/public/app.css", "");
  write("apps/main/client/node_modules/x/index.js", "");
  write("generators/policy.ts", "");
  write("apps/shop/services/tax.ts", "");
  write("apps/shop/routes/tax.ts", "");
  write("plugins/timer.ts", "");
  write("node_modules/x/index.js", "");
  const facts = await readFacts({ root, name: "blog" }, { app: "main", now });
  expect(facts.models).toEqual(
    new Map([
      ["apps/main/models/admin/blog-post.ts", { table: "adminBlogPosts", labelColumn: null, ownerColumn: null }],
      ["apps/main/models/note.ts", { table: "notes", labelColumn: null, ownerColumn: "userId" }],
      ["apps/shop/models/user.ts", { table: "users", labelColumn: "name", ownerColumn: null }],
    ]),
  );
  expect(facts).toMatchObject({ locales: ["en", "ko"], hasViews: true });
  expect(facts.read("apps/main/models/not-one.ts")).toBe("export const x = 1;");
  expect(facts.read("apps/main/models/none.ts")).toBeNull();
  expect(facts.read("apps/main/models/not-one.ts/below")).toBeNull();
  expect([...facts.files]).toEqual(
    expect.arrayContaining([
      "apps/main/policies/post.ts",
      "apps/shop/services/tax.ts",
      "generators/policy.ts",
      "plugins/timer.ts",
    ]),
  );
  expect(facts.files).not.toContain("apps/main/public/app.css");
  expect(facts.files).not.toContain("apps/shop/routes/tax.ts");
  expect(facts.files).toContain("db/migrations/20260101000000-create-users.ts");
  expect([...facts.files].some((file) => file.includes("node_modules"))).toBe(false);
});

test("folders of an app may be links, also in a circle", async () => {
  write("common/services/tax.ts", "");
  mkdirSync(join(root, "apps/main"), { recursive: true });
  symlinkSync("../../common/services", join(root, "apps/main/services"));
  symlinkSync(".", join(root, "apps/main/loop"));
  const { files } = await readFacts({ root, name: "blog" }, { app: "main", now });
  expect(files).toContain("apps/main/services/tax.ts");
  expect(files.size).toBeLessThan(5);
});

test("what cannot be read is no missing file", async () => {
  write("apps/main/models/post.ts", "");
  const facts = await readFacts({ root, name: "blog" }, { app: "main", now });
  expect(() => facts.read("apps/main/models")).toThrow("EISDIR");
  symlinkSync("services", join(root, "apps/main/services"));
  await expect(readFacts({ root, name: "blog" }, { app: "main", now })).rejects.toThrow("ELOOP");
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
