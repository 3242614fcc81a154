import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { parseProjectName } from "../../../src/input/project-name.ts";
import { cli, temporaryFolder } from "../../cli/support.ts";

test.each(["blog", "my-blog", "a", "blog2", "app", "test", "my_blog", "a".repeat(64)])("%s is a name", (name) => {
  expect(parseProjectName(name, "/home/me")).toEqual({ root: `/home/me/${name}`, name });
});

test.each([
  ["/home/me/My Blog", "my-blog"],
  ["/home/me/blog.v2", "blog-v2"],
])("the folder %s gives `.` the name %s", (cwd, name) => {
  expect(parseProjectName(".", cwd)).toEqual({ root: cwd, name });
});

const HOSTILE = [
  "../evil",
  "/tmp/x",
  "a\0b",
  "a\\b",
  "123abc",
  "class",
  "",
  " ",
  "a".repeat(300),
  "日本語",
  "`touch pwned`",
  "a;touch pwned",
  "$(touch pwned)",
  "a/b",
  "Blog",
  "-",
  "mega-framework",
  "node_modules/x",
  "..",
];

test.each(HOSTILE)("%j is refused in one line, with exit 2, and nothing is written", async (name) => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "inside"));
  const argv = ["new", "--yes", "--no-install", "--framework", "^1.2.3", "--", name];
  const { code, stdout, stderr } = await cli(argv, { cwd: join(folder.path, "inside") });
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^error: .+\nhint: .+\n$/);
  expect(readdirSync(folder.path, { recursive: true })).toEqual(["inside"]);
});

test("a folder whose name gives none is refused for `.`", () => {
  expect(() => parseProjectName(".", "/home/me/블로그")).toThrow("cannot be the name of a project");
});
