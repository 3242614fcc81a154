import { describe, expect, test } from "vitest";

import { checkFree, checkTable } from "../../../generators/core/taken.ts";

function check(path: string, ...files: readonly string[]): void {
  checkFree([{ kind: "create", path, content: "" }], { files: new Set(files) });
}

describe("a new file", () => {
  test.each([
    ["test/a.test.ts", "test/b.test.ts"],
    ["test/a.test.ts", "test/a.test.ts"],
    ["test/a.test.ts", "apps/main/routes/a.ts"],
    ["apps/main/services/posts.ts", "apps/main/models/post.ts"],
    ["apps/main/views/posts/new.hbs", "apps/main/views/posts/news.hbs"],
    ["db/migrations/20260101000000-add-note-to-posts.ts", "db/migrations/20250101000000-add-notes-to-posts.ts"],
    [".env", "apps/main/models/post.ts"],
  ])("%s is free beside %s", (path, present) => {
    expect(() => check(path, present)).not.toThrow();
  });

  test.each([
    ["test/health.test.ts", "test/Health.test.ts", "differs only in case from"],
    ["apps/main/locales/server/pt-BR.json", "apps/main/locales/server/pt-br.json", "differs only in case from"],
    ["apps/main/routes/posts.ts", "apps/main/routes/post.ts", "differs only in number from"],
    ["apps/main/routes/blog-post.ts", "apps/main/routes/blog-posts.ts", "differs only in number from"],
    [
      "db/migrations/20260101000000-create-posts.ts",
      "db/migrations/20250101000000-create-post.ts",
      "differs only in number from",
    ],
  ])("%s is taken beside %s", (path, present, reason) => {
    expect(() => check(path, present)).toThrow(`${path} ${reason} ${present}`);
  });

  test.each([
    ["apps/main/services/admin-posts.ts", "apps/main/services/admin/posts.ts", "adminPosts"],
    ["apps/main/services/billing.ts", "apps/shop/services/billing.ts", "billing"],
    ["apps/main/services/admin/post.ts", "apps/shop/services/adminPosts.ts", "adminPost"],
  ])("%s is a service that %s has already", (path, present, name) => {
    expect(() => check(path, present)).toThrow(`the service ${name} is taken by ${present}`);
  });

  test("an edit takes no name", () => {
    const edit = { kind: "edit", path: "test/Health.ts", edit: (text: string): string => text } as const;
    expect(() => checkFree([edit], { files: new Set(["test/health.ts"]) })).not.toThrow();
  });
});

test("a table has one model", () => {
  const models = new Map([["apps/main/models/post.ts", { table: "blogPosts", labelColumn: null, ownerColumn: null }]]);
  expect(() => checkTable("blogPosts", "apps/main/models/post.ts", { models })).not.toThrow();
  expect(() => checkTable("posts", "apps/main/models/other.ts", { models })).not.toThrow();
  for (const table of ["blogPosts", "blogposts", "blogPost"]) {
    expect(() => checkTable(table, "apps/main/models/other.ts", { models })).toThrow(
      "the table blogPosts is taken by apps/main/models/post.ts",
    );
  }
});
