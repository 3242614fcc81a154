import { expect, onTestFinished, test, vi } from "vitest";

import { commands } from "../../src/commands.ts";
import { cli, emptyProject, temporaryFolder } from "../cli/support.ts";

/** `mega info` fails with this until the test is over. */
function breakInfo(error: unknown): void {
  const info = commands.find(({ path }) => path.join(" ") === "info");
  if (info === undefined) throw new Error("there is no mega info");
  const load = vi.spyOn(info, "load").mockRejectedValue(error);
  onTestFinished(() => load.mockRestore());
}

test("an error that no table knows is a bug: exit 70, versions, no stack", async () => {
  using folder = temporaryFolder();
  breakInfo(new TypeError("x is not a function"));
  const { code, stdout, stderr } = await cli(["info"], { cwd: folder.path });
  expect(code).toBe(70);
  expect(stdout).toBe("");
  expect(stderr).toMatch(
    /^error: x is not a function\n {2}this is a bug in mega \(mega \d.*, node 20\.20\.2, linux\)\nhint: .*--debug/,
  );
  expect(stderr).not.toContain("    at ");
});

test("an older Node is refused by its number", async () => {
  using folder = temporaryFolder();
  const { code, stderr } = await cli(["info"], { cwd: folder.path, nodeVersion: "18.20.4" });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: mega does not run on Node 18\.20\.4: it needs \^20\.19 .*\nhint: install the current LTS/,
  );
});

test("--debug prints the stack with its causes", async () => {
  using folder = temporaryFolder();
  breakInfo(new Error("outer", { cause: new Error("inner") }));
  const { stderr } = await cli(["info", "--debug"], { cwd: folder.path });
  expect(stderr).toMatch(/Error: outer\n {4}at [\s\S]*caused by: Error: inner\n {4}at /);
});

test("with --json a bug is one document on stdout", async () => {
  using folder = temporaryFolder();
  breakInfo("no error at all");
  const { code, stdout, stderr } = await cli(["info", "--json"], { cwd: folder.path });
  expect(code).toBe(70);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "unexpected" } });
  expect(stderr).toBe("");
});

test("what fails after a signal is interrupted work", async () => {
  using folder = temporaryFolder();
  breakInfo(new Error("a child was killed"));
  const { code, stderr } = await cli(["info"], { cwd: folder.path, signal: AbortSignal.abort("SIGINT") });
  expect(code).toBe(130);
  expect(stderr).toBe("error: stopped by SIGINT\n");
});

test("--cwd is where the command works", async () => {
  using folder = temporaryFolder();
  using other = temporaryFolder("한글 폴더");
  emptyProject(other.path);
  const { stdout } = await cli(["info", "--json", "--cwd", other.path], { cwd: folder.path });
  expect(JSON.parse(stdout)).toMatchObject({ data: { project: { root: other.path, name: "blog" } } });
});
