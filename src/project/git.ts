import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import type { CliContext } from "../context.ts";

/** What became of the repository. `inside`: the folder lies in one already. `uncommitted`: git would not commit. */
export type GitOutcome = "committed" | "uncommitted" | "inside" | "missing";

const GIT_LIMIT_MS = 20_000;

/**
 * Makes `root` a git repository with `files` in its first commit. Never fails the run: a machine without git, or a git that
 * does not know who commits, is an outcome.
 */
export async function startRepository(root: string, files: readonly string[], cli: CliContext): Promise<GitOutcome> {
  if (isInRepository(root)) return "inside";
  if (!(await git(["init", "--quiet"], root, cli))) return "missing";
  const committed =
    (await git(["add", "--", ...files], root, cli)) &&
    (await git(
      ["commit", "--quiet", "--no-gpg-sign", "--no-verify", "--message", "Start the project with mega"],
      root,
      cli,
    ));
  return committed ? "committed" : "uncommitted";
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}

/** Whether git did it. Without a shell, without a terminal to ask on, and away from a repository that called mega in a hook. */
function git(args: readonly string[], cwd: string, cli: CliContext): Promise<boolean> {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = cli.env;
  const options = { cwd, env: { ...env, GIT_TERMINAL_PROMPT: "0" }, signal: cli.signal, timeout: GIT_LIMIT_MS };
  return new Promise((done) => {
    execFile("git", [...args], options, (error) => done(error === null));
  });
}
