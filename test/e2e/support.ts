import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { expect } from "vitest";

import { withLock } from "../lock.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const bin: string = join(root, "dist/bin/mega.js");

/** Spaces and Korean letters, as in the paths of real people. */
const FOLDER = "프로젝트 폴더";

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs the built `mega` to its end, without a terminal. */
export async function mega(args: readonly string[], options: CommandOptions): Promise<CommandOutcome> {
  return command(process.execPath, [bin, ...args], options);
}

/** Runs any command to its end; never throws for its exit code. */
export async function command(file: string, args: readonly string[], options: CommandOptions): Promise<CommandOutcome> {
  const { exitCode, stdout, stderr } = await execa(file, args, {
    cwd: options.cwd,
    env: { ...cleanEnv(), ...options.env },
    extendEnv: false,
    reject: false,
    input: options.input ?? "",
    preferLocal: false,
    timeout: 180_000,
  });
  return { exitCode: exitCode ?? -1, stdout, stderr };
}

/** Starts `mega` and leaves it running; the caller ends it. */
export function startMega(args: readonly string[], options: CommandOptions): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env: { ...cleanEnv(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Resolves with the first match of `pattern` in what the process prints; rejects when it exits before. */
export async function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const match = text.match(pattern);
      if (match) resolve(match);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`exited with ${code} before ${pattern}:\n${text}`)));
  });
}

/** An empty folder that is removed with the test. */
export function emptyFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const base = join(tmpdir(), `mega-test-${randomUUID()}`);
  const path = join(base, FOLDER);
  mkdirSync(path, { recursive: true });
  return { path, [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }) };
}

/**
 * A new project of the template in a folder of its own, with its dependencies: `mega new` as a user runs it, but the
 * packages are linked from one real installation that all tests share.
 */
export async function newProject(
  template: "web" | "api" | "minimal",
  options: { readonly name?: string } = {},
): Promise<{ readonly path: string; [Symbol.dispose](): void }> {
  const modules = await installedModules();
  const folder = emptyFolder();
  const name = options.name ?? "blog";
  const made = await mega(["new", name, "--template", template, "--yes", "--no-install", "--no-git"], {
    cwd: folder.path,
  });
  if (made.exitCode !== 0) throw new Error(`mega new failed:\n${made.stderr}`);
  const path = join(folder.path, name);
  symlinkSync(modules, join(path, "node_modules"));
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

/** `node_modules` of a project made by `mega new` with a real installation, once for each build of the framework. */
export async function installedModules(): Promise<string> {
  return join(await installedProject(), "node_modules");
}

/** The shared project itself, in a path with spaces and Korean letters. Never written to by tests. */
export async function installedProject(): Promise<string> {
  const cache = join(root, "node_modules/.cache/e2e");
  const home = join(cache, fingerprint());
  const project = join(home, FOLDER, "blog");
  if (existsSync(join(home, "complete"))) return project;
  mkdirSync(cache, { recursive: true });
  await withLock(join(cache, "lock"), async () => {
    if (existsSync(join(home, "complete"))) return;
    for (const old of readdirSync(cache))
      if (old !== "lock") rmSync(join(cache, old), { recursive: true, force: true });
    mkdirSync(join(home, FOLDER), { recursive: true });
    const made = await mega(["new", "blog", "--yes", "--no-git"], { cwd: join(home, FOLDER) });
    if (made.exitCode !== 0) throw new Error(`mega new failed (${made.exitCode}):\n${made.stdout}\n${made.stderr}`);
    cpSync(join(project, "package.json"), join(home, "complete"));
  });
  return project;
}

/**
 * Type check, lint, format and tests of a project, by the tools it was given. Each file of tests boots the project: one
 * with many has its modules loaded once for all of them by `--no-isolate`.
 */
export async function expectClean(project: string, ...vitestFlags: readonly string[]): Promise<void> {
  await expectTypesRight(project);
  await expectContent(project, "oxlint", "--deny-warnings");
  await expectContent(project, "oxfmt", "--check");
  await expectContent(project, "vitest", "run", ...vitestFlags);
}

export async function expectTypesRight(project: string): Promise<void> {
  // Each further checker would work out the types of the framework again.
  await expectContent(project, "tsc", "--noEmit", "--checkers", "1");
}

async function expectContent(project: string, tool: string, ...args: readonly string[]): Promise<void> {
  const outcome = await command(join(project, "node_modules/.bin", tool), args, { cwd: project });
  expect(outcome.exitCode, `${tool}:\n${outcome.stdout}\n${outcome.stderr}`).toBe(0);
}

/** Changes when anything that reaches an installed project changes. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const files = readdirSync(join(root, "dist"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const entry of files.map((file) => join(file.parentPath, file.name)).sort())
    hash.update(entry).update(readFileSync(entry));
  return hash
    .update(readFileSync(join(root, "package.json")))
    .digest("hex")
    .slice(0, 16);
}

/** What a user's shell would hand over: nothing of the test runner's. */
export function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([key, value]) =>
      value !== undefined &&
      !/^(VITEST|NODE_ENV|TEST|DEV|PROD|MODE|BASE_URL|SSR|FORCE_COLOR|NO_COLOR|PORT|HOST|CI)/.test(key),
  ) as [string, string][];
  return {
    ...Object.fromEntries(kept),
    npm_config_better_sqlite3_local_prebuilds: join(root, "node_modules/.cache/prebuilds"),
  };
}
