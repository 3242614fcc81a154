import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";

import { bin } from "./support.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The route file that every test project has. */
export const hello = "apps/main/routes/hello.ts";

/** A `mega start` that runs. */
export interface Started {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly out: () => string;
  readonly err: () => string;
}

export interface Served extends Started {
  readonly url: string;
}

/** A project with one app, one route and one migration, and the real command in it. */
export interface WatchedProject {
  readonly root: string;
  readonly write: (file: string, text: string) => Promise<void>;
  /** Saves in one step, as careful editors do: nobody, however busy the machine is, reads the half of it. */
  readonly replace: (file: string, text: string) => Promise<void>;
  readonly start: (...flags: string[]) => Started;
  readonly run: (command: readonly string[]) => Started;
  /** Starts it and waits for its address. */
  readonly serve: (...flags: string[]) => Promise<Served>;
  readonly ready: (started: Started) => Promise<Served>;
}

/** A new project for each test, or one for all of a file; what runs in it ends with it. */
export function useProject(one: "per test" | "per file" = "per test"): WatchedProject {
  const [before, after] = one === "per test" ? [beforeEach, afterEach] : [beforeAll, afterAll];
  let root = "";
  let running: ChildProcess[] = [];

  before(async () => {
    root = await makeProject();
  });

  after(async () => {
    for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    running = [];
    await rm(dirname(root), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  function run(command: readonly string[]): Started {
    const started = runIn(root, command);
    running.push(started.child);
    return started;
  }

  const start = (...flags: string[]): Started => run([process.execPath, bin, "start", ...flags]);
  return {
    get root() {
      return root;
    },
    write: (file, text) => writeIn(root, file, text),
    async replace(file, text) {
      const whole = join(dirname(root), "saved");
      await writeFile(whole, text);
      await rename(whole, join(root, file));
    },
    start,
    run,
    serve: (...flags) => ready(start("--port", "0", ...flags)),
    ready,
  };
}

async function makeProject(): Promise<string> {
  const root = join(await realpath(await mkdtemp(join(tmpdir(), "mega-e2e-"))), "블로그 app");
  await writeIn(root, "package.json", '{ "name": "blog", "type": "module" }');
  await writeIn(
    root,
    "mega.config.ts",
    'import { defineConfig } from "mega-framework";\nexport default defineConfig({ databases: { main: { driver: "sqlite", file: "data/blog.db" } } });\n',
  );
  await writeIn(
    root,
    "apps/main/app.config.ts",
    'import { defineAppConfig } from "mega-framework";\nexport default defineAppConfig({ rateLimit: false });\n',
  );
  await writeIn(root, "apps/main/words.ts", 'export const word = "v";\n');
  await writeIn(root, hello, route("v1"));
  await writeIn(
    root,
    "db/migrations/20260101000000-create-posts.ts",
    'import { defineMigration } from "mega-framework";\nexport default defineMigration({ up: (schema) => schema.create("posts", (table) => { table.id(); }), down: (schema) => schema.drop("posts") });\n',
  );
  await mkdir(join(root, "node_modules"));
  await symlink(repository, join(root, "node_modules/mega-framework"));
  await symlink(join(repository, "node_modules/better-sqlite3"), join(root, "node_modules/better-sqlite3"));
  return root;
}

async function writeIn(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

function runIn(cwd: string, [command = "", ...args]: readonly string[]): Started {
  const { NODE_ENV: _, ...env } = process.env;
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let out = "";
  let err = "";
  child.stdout?.on("data", (part) => (out += String(part)));
  child.stderr?.on("data", (part) => (err += String(part)));
  return { child, out: () => out, err: () => err };
}

async function ready(started: Started): Promise<Served> {
  const url = await vi.waitFor(
    () => {
      const [, told, event] = /ready at (http:\/\/\S+)|"url":"([^"]+)"/.exec(started.out()) ?? [];
      const url = told ?? event;
      if (url === undefined) throw new Error(`it does not listen:\n${started.out()}\n${started.err()}`);
      return url;
    },
    { timeout: 30_000, interval: 20 },
  );
  return { ...started, url };
}

/** A route file whose `/hello` answers with this text, a template; `before` runs in the handler. */
export function route(text: string, before = ""): string {
  return [
    'import { defineRoutes } from "mega-framework";',
    `export default defineRoutes("/", (route) => { route.get("hello", async (req, _reply, ctx) => { ${before} return { text: \`${text}\`, see: [req.id, ctx.id].length }; }); });`,
  ].join("\n");
}

/** The text that `/hello` answered with. */
export function version(text: string): string {
  return (JSON.parse(text) as { data: { text: string } }).data.text;
}

export async function get(
  url: string,
  accept = "application/json",
): Promise<{ status: number; text: string; type: string | null }> {
  const answer = await fetch(`${url}/hello`, { headers: { accept } });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get("content-type") };
}

export async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

/** Processes below a process, from /proc. */
export async function descendants(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [, parent] = await statOf(Number(name));
    if (Number(parent) === pid) found.push(Number(name), ...(await descendants(Number(name))));
  }
  return found;
}

/** What it does now, as Linux says it: `T` for one that stands still. */
export async function stateOf(pid: number): Promise<string | undefined> {
  const [state] = await statOf(pid);
  return state;
}

/** What follows the name of the program in `/proc/<pid>/stat`. */
async function statOf(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
