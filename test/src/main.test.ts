import { afterEach, expect, test, vi } from "vitest";

import type * as info from "../../src/commands/info.ts";
import { cli, emptyProject, temporaryFolder } from "../cli/support.ts";

const broken = vi.hoisted(() => ({ error: undefined as unknown }));

vi.mock("../../src/commands/info.ts", async (original) => {
  const { run } = await original<typeof info>();
  return {
    run: (input: Parameters<typeof run>[0]) => {
      if (broken.error !== undefined) throw broken.error;
      return run(input);
    },
  };
});

afterEach(() => {
  broken.error = undefined;
});

test("an error that no table knows is a bug: exit 70, versions, no stack", async () => {
  using folder = temporaryFolder();
  broken.error = new TypeError("x is not a function");
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
  broken.error = new Error("outer", { cause: new Error("inner") });
  const { stderr } = await cli(["info", "--debug"], { cwd: folder.path });
  expect(stderr).toMatch(/Error: outer\n {4}at [\s\S]*caused by: Error: inner\n {4}at /);
});

test("with --json a bug is one document on stdout", async () => {
  using folder = temporaryFolder();
  broken.error = "no error at all";
  const { code, stdout, stderr } = await cli(["info", "--json"], { cwd: folder.path });
  expect(code).toBe(70);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "unexpected" } });
  expect(stderr).toBe("");
});

test("what fails after a signal is interrupted work", async () => {
  using folder = temporaryFolder();
  broken.error = new Error("a child was killed");
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
