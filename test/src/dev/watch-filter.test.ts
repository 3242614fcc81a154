import { describe, expect, test } from "vitest";

import { makeWatchFilter } from "../../../src/dev/watch-filter.ts";

const root = "/home/kim/내 project";
const isWatched = (file: string, patterns: readonly string[] = []): boolean =>
  makeWatchFilter(root, patterns).isWatchedFile(`${root}/${file}`);

test.each([
  "mega.config.ts",
  "package.json",
  ".env",
  ".env.local",
  "apps/main/routes/posts.ts",
  "apps/main/services/data/reports.ts",
  "apps/main/routes/test/hello.ts",
  "apps/main/views/posts/index.hbs",
  "apps/main/locales/server/ko.json",
  "apps/main/public/app.css",
  "db/migrations/20261123120000-create-posts.ts",
])("watches %s", (file) => expect(isWatched(file)).toBe(true));

test.each([
  "node_modules/kysely/index.js",
  "apps/main/node_modules/x/index.js",
  ".mega/build/1/manifest.mjs",
  ".git/config.json",
  "dist/a.js",
  "data/blog.db",
  "data/export.json",
  "blog.db-wal",
  "logs/a.txt",
  "coverage/index.html",
  "test/posts.test.ts",
  "apps/main/routes/posts.test.ts",
  "README.md",
  "apps/main/routes/.posts.ts.swp",
  "apps/main/routes/.#posts.ts",
  "apps/main/routes/posts.ts~",
  "apps/main/routes/4913",
])("leaves %s out", (file) => expect(isWatched(file)).toBe(false));

describe("patterns of the project", () => {
  test.each([
    ["tmp", "apps/main/tmp/a.ts", false],
    ["tmp", "apps/main/tmpl/a.ts", true],
    ["apps/main/public", "apps/main/public/app.css", false],
    ["apps/main/public/", "apps/main/public/app.css", false],
    ["./apps/main/public", "apps/main/public/app.css", false],
    ["apps/main/public", "other/apps/main/public/app.css", true],
    ["*.gen.ts", "apps/main/routes/a.gen.ts", false],
    ["apps/**/gen", "apps/main/x/gen/a.ts", false],
    ["/scripts", "scripts/a.ts", false],
    ["/scripts", "apps/scripts/a.ts", true],
    ["!test", "test/posts.ts", true],
    ["!/data/", "data/a.json", true],
    ["!.mega", ".mega/build/1/manifest.mjs", false],
  ])("%s and %s: %s", (pattern, file, watched) => expect(isWatched(file, [pattern])).toBe(watched));
});
