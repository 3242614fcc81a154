import { symlinkSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { findProject, journalAt, repositoryAt } from "../../../src/project/find.ts";
import { emptyProject, temporaryFolder, write } from "../../cli/support.ts";

test("a project is found from any folder below it", () => {
  using folder = temporaryFolder("한글 폴더");
  emptyProject(folder.path);
  expect(findProject(join(folder.path, "apps/main"))).toEqual({ root: folder.path, name: "blog" });
});

test("its root is the real path", () => {
  using folder = temporaryFolder();
  emptyProject(join(folder.path, "real"));
  symlinkSync(join(folder.path, "real"), join(folder.path, "link"));
  expect(findProject(join(folder.path, "link"))?.root).toBe(join(folder.path, "real"));
});

test.each([["{ broken"], ["[]"], ["null"], [`{ "name": 1 }`]])("a package.json that says %j gives no name", (text) => {
  using folder = temporaryFolder("shop");
  emptyProject(folder.path);
  write(folder.path, "package.json", text);
  expect(findProject(folder.path)?.name).toBe("shop");
});

test("there is none without a mega.config.ts", () => {
  using folder = temporaryFolder();
  expect(findProject(folder.path)).toBeUndefined();
});

test.each([".adr-dir", "doc/adr/x.md", "docs/decisions/x.md"])("without one, the folder with %s does", (file) => {
  using folder = temporaryFolder("notes");
  write(folder.path, file, "");
  write(folder.path, "src/deep/x.ts", "");
  expect(repositoryAt(join(folder.path, "src/deep"))).toEqual({ root: folder.path, name: "notes" });
});

test("elsewhere the repository stands for it, or the folder itself; and for what was written, where that was", () => {
  using folder = temporaryFolder("notes");
  write(folder.path, "deep/x.md", "");
  const deep = join(folder.path, "deep");
  expect(repositoryAt(deep)).toEqual({ root: deep, name: "deep" });
  expect(journalAt(deep)).toBeUndefined();
  write(folder.path, ".git/HEAD", "");
  write(folder.path, ".mega/journal/x", "");
  expect(repositoryAt(deep)).toEqual({ root: folder.path, name: "notes" });
  expect(journalAt(deep)).toEqual({ root: folder.path, name: "notes" });
});
