import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { CliContext } from "../../../src/context.ts";
import { startRepository } from "../../../src/project/git.ts";
import { temporaryFolder, write } from "../../cli/support.ts";

const identity = {
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.org",
};

function world(env: CliContext["env"]): CliContext {
  return {
    env: { PATH: process.env["PATH"], HOME: "/nowhere", GIT_CONFIG_NOSYSTEM: "1", ...env },
  } as unknown as CliContext;
}

test("the named files are the first commit, and no others", () => {
  using folder = temporaryFolder();
  write(folder.path, "a.txt", "a");
  write(folder.path, "mine.txt", "mine");
  expect(startRepository(folder.path, ["a.txt"], world(identity))).toBe("committed");
  expect(execFileSync("git", ["ls-files"], { cwd: folder.path }).toString()).toBe("a.txt\n");
});

test("without an identity the repository stays uncommitted", () => {
  using folder = temporaryFolder();
  write(folder.path, "a.txt", "a");
  expect(startRepository(folder.path, ["a.txt"], world({ EMAIL: "" }))).toBe("uncommitted");
});

test("without git there is none", () => {
  using folder = temporaryFolder();
  expect(startRepository(folder.path, [], world({ PATH: "/nowhere" }))).toBe("missing");
});

test("a folder inside a repository stays a part of it", () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, ".git"));
  mkdirSync(join(folder.path, "a/b"), { recursive: true });
  expect(startRepository(join(folder.path, "a/b"), [], world(identity))).toBe("inside");
});

test("a repository that calls mega in a hook is left alone", () => {
  using outer = temporaryFolder();
  using folder = temporaryFolder();
  write(folder.path, "a.txt", "a");
  const env = { ...identity, GIT_DIR: join(outer.path, ".git"), GIT_INDEX_FILE: join(outer.path, "index") };
  expect(startRepository(folder.path, ["a.txt"], world(env))).toBe("committed");
  expect(execFileSync("ls", ["-A", outer.path]).toString()).toBe("");
});
