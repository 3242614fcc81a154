import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";

import type { CliContext } from "../../src/context.ts";
import { run } from "../../src/main.ts";
import { SYSTEM_PROCESSES } from "../../runtime/adapters/system/processes.ts";

export interface CliOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Somebody sits at a terminal and answers each question as it appears: a pattern of the screen → what is typed, or done. */
  readonly answers?: readonly (readonly [question: RegExp, typed: string | (() => void)])[];
  readonly stdoutIsTerminal?: boolean;
  readonly signal?: AbortSignal;
  readonly nodeVersion?: string;
}

export const KEYS = { enter: "\r", down: "\u001B[B", ctrlC: "\u0003" } as const;

/** Runs the command line in this process, at a fixed time and width, in a world of the test's own. */
export async function cli(argv: readonly string[], world: CliWorld): Promise<CliOutcome> {
  const terminal = world.answers !== undefined;
  const stdin = Object.assign(new PassThrough(), { isTTY: terminal, setRawMode: () => stdin });
  const stdout = collect(world.stdoutIsTerminal ?? false);
  const stderr = collect(terminal);
  if (world.answers) typeAnswers(world.answers, { stdin, stderr: stderr.stream });
  const context: CliContext = {
    cwd: world.cwd,
    env: { PATH: process.env["PATH"], HOME: world.cwd, ...world.env },
    stdin,
    stdout: stdout.stream,
    stderr: stderr.stream,
    now: () => new Date(2026, 10, 23, 12, 0, 0),
    signal: world.signal ?? new AbortController().signal,
    node: process.execPath,
    platform: "linux",
    leaveInterrupts: () => {},
    processes: SYSTEM_PROCESSES,
    nodeVersion: world.nodeVersion ?? "20.20.2",
  };
  const code = await run(argv, context);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collect(isTTY: boolean): { readonly stream: CliContext["stdout"] & PassThrough; text(): string } {
  const chunks: string[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 40 });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString()));
  return { stream, text: () => chunks.join("") };
}

function typeAnswers(
  answers: NonNullable<CliWorld["answers"]>,
  { stdin, stderr }: { readonly stdin: PassThrough; readonly stderr: PassThrough },
): void {
  let screen = "";
  const open = [...answers];
  stderr.on("data", (chunk: Buffer) => {
    screen += chunk.toString();
    const [next] = open;
    if (next === undefined || !next[0].test(screen)) return;
    open.shift();
    screen = "";
    // The prompt listens from the next turn on. A key that is an escape sequence has to arrive alone.
    const [, typed] = next;
    setImmediate(() => (typeof typed === "string" ? stdin.write(typed) : typed()));
  });
}

/** A folder of the test's own, removed with it. */
export function temporaryFolder(name = "cli"): { readonly path: string; [Symbol.dispose](): void } {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "mega-")));
  const path = join(base, name);
  mkdirSync(path);
  return { path, [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }) };
}

/** The least that is a project to the command line. */
export function emptyProject(root: string): void {
  write(root, "mega.config.ts", "export default {};\n");
  write(root, "package.json", `{ "name": "blog" }\n`);
  write(root, "apps/main/app.config.ts", "export default {};\n");
}

export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
