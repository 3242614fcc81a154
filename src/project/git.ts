import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import type { CliContext } from "../context.ts";

/** What became of the repository. `inside`: the folder lies in one already. `uncommitted`: git would not commit. */
export type GitOutcome = "committed" | "uncommitted" | "inside" | "missing";

const GIT_LIMIT_MS = 20_000;
/** A repository of one commit needs no upkeep: git would start two more processes to find that out. */
const NO_UPKEEP = ["-c", "gc.auto=0", "-c", "maintenance.auto=false"];

/**
 * Makes `root` a git repository with `files` in its first commit. Never fails the run: a machine without git, or a git that
 * does not know who commits, is an outcome.
 */
export function startRepository(root: string, files: readonly string[], cli: CliContext): GitOutcome {
  if (isInRepository(root)) return "inside";
  if (!git(["init", "--quiet"], root, cli)) return "missing";
  const message = ["--message", "Start the project with mega"];
  const committed =
    git(["add", "--", ...files], root, cli) &&
    git([...NO_UPKEEP, "commit", "--quiet", "--no-gpg-sign", "--no-verify", ...message], root, cli);
  return committed ? "committed" : "uncommitted";
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}

/** What git prints, or undefined where it fails, is not there, or the folder is in no repository. */
export function gitOutput(args: readonly string[], cwd: string, cli: CliContext): string | undefined {
  const { status, stdout } = runGit(args, { cwd, cli, stdout: "pipe" });
  return status === 0 ? stdout.toString("utf8") : undefined;
}

/** The texts of blobs by their ids; none where git fails. */
export function readBlobs(ids: readonly string[], cwd: string, cli: CliContext): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  if (ids.length === 0) return texts;
  const { stdout } = runGit(["cat-file", "--batch"], { cwd, cli, stdout: "pipe", input: `${ids.join("\n")}\n` });
  // Each is `<id> blob <bytes>`, a line feed, its bytes, a line feed.
  for (let at = 0, end = 0; (end = stdout.indexOf("\n", at)) !== -1;) {
    const [id = "", type, size] = stdout.toString("utf8", at, end).split(" ");
    const length = type === "blob" ? Number(size) : -1;
    if (length >= 0) texts.set(id, stdout.toString("utf8", end + 1, end + 1 + length));
    at = end + length + 2;
  }
  return texts;
}

function git(args: readonly string[], cwd: string, cli: CliContext): boolean {
  return runGit(args, { cwd, cli, stdout: "ignore" }).status === 0;
}

interface GitRun {
  readonly cwd: string;
  readonly cli: CliContext;
  readonly stdout: "pipe" | "ignore";
  readonly input?: string;
}

/**
 * Without a shell, without a terminal to ask on, and away from a repository that called mega in a hook.
 * Waited for in one go: three short commands cost half of what they cost when they are listened to.
 */
function runGit(args: readonly string[], { cwd, cli, stdout, input }: GitRun): SpawnSyncReturns<Buffer> {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = cli.env;
  return spawnSync("git", args, {
    cwd,
    env: { ...env, GIT_TERMINAL_PROMPT: "0" },
    stdio: [input === undefined ? "ignore" : "pipe", stdout, "ignore"],
    ...(input === undefined ? {} : { input }),
    timeout: GIT_LIMIT_MS,
    maxBuffer: 256 * 1024 * 1024,
  });
}
