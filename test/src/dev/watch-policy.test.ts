import { describe, expect, test } from "vitest";

import type { Reaction } from "../../../runtime/dev/messages.ts";
import { isPackageFile, makeWatchPolicy, type WatchPatterns } from "../../../src/dev/watch-policy.ts";

const root = "/home/kim/내 project";
const reaction = (file: string, patterns: Partial<WatchPatterns> = {}): Reaction =>
  makeWatchPolicy(root, { ignore: [], extensions: [], rules: [], ...patterns }).reactionTo(`${root}/${file}`);
const isWatched = (file: string, ignore: readonly string[] = []): boolean => reaction(file, { ignore }) !== "ignore";

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

test.each([
  ["apps/main/routes/posts.ts", "restart"],
  ["apps/main/views/posts/index.hbs", "reload"],
  ["apps/main/locales/server/ko.json", "reload"],
  ["apps/main/locales/ko.json", "restart"],
  ["yarn.lock", "restart"],
  [".env.local", "restart"],
  ["content/a.md", "ignore"],
])("%s: %s", (file, then) => expect(reaction(file)).toBe(then));

test("the config is watched whatever it says", () => {
  expect(["mega.config.ts", "apps/main/app.config.ts"].map((file) => isWatched(file, ["**"]))).toEqual([true, false]);
});

test("endings are added to the usual ones", () => {
  expect(reaction("content/a.md", { extensions: [".md"] })).toBe("restart");
  expect(reaction("apps/a.ts", { extensions: [".md"] })).toBe("restart");
});

test("the first rule that matches says what happens, also of files of any ending; what is ignored stays so", () => {
  const rules = [
    { match: "content/drafts", then: "ignore" },
    { match: "content/**/*.md", then: "notify" },
    { match: "*.hbs", then: "restart" },
    { match: "apps/main/prompts", then: "reload" },
    { match: "node_modules", then: "restart" },
    { match: ".env.example", then: "ignore" },
  ] as const;
  const then = (file: string): Reaction => reaction(file, { rules });
  expect(then("content/drafts/a.md")).toBe("ignore");
  expect(then("content/posts/a.md")).toBe("notify");
  expect(then("content/posts/a.ts")).toBe("restart");
  expect(then("apps/main/views/a.hbs")).toBe("restart");
  expect(then("apps/main/prompts/a.prompt")).toBe("reload");
  expect(then("node_modules/a/index.js")).toBe("ignore");
  expect(then(".env.example")).toBe("ignore");
});

test.each(["package.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"])(
  "%s says which packages are installed",
  (name) => expect(isPackageFile(name)).toBe(true),
);
