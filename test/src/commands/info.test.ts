import { expect, test } from "vitest";

import { cli, emptyProject, temporaryFolder } from "../../cli/support.ts";

test("outside a project it prints versions", async () => {
  using folder = temporaryFolder();
  const { code, stdout } = await cli(["info", "--json"], { cwd: folder.path });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    data: { node: "20.20.2", packageManager: "npm", project: null },
  });
});

test("a project that does not start is described as far as it can be read", async () => {
  using folder = temporaryFolder();
  emptyProject(folder.path);
  const { code, stdout } = await cli(["info"], { cwd: folder.path });
  expect(code).toBe(0);
  expect(stdout).toMatch(/project +blog/);
  expect(stdout).toMatch(/apps +main/);
  expect(stdout).toMatch(/mega +not installed/);
  expect(stdout).toMatch(/does not start +mega-framework is not installed/);
});
