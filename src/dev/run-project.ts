import type { ProjectCommandInput } from "../command.ts";
import { CliError, RuntimeFailure } from "../errors.ts";
import type { Failure, RuntimeEvent } from "../../runtime/dev/messages.ts";
import { drawSecret } from "../project/draw-secret.ts";
import type { Build, Compiler } from "./compiler.ts";
import { reportFailure, reportText } from "./failure-report.ts";
import { runtimeEntry } from "./runtime-entry.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { RuntimeProcess } from "./runtime-process.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A process for a project, with its output where a command's belongs: the app's lines never mix with a command's result.
 * It starts in the call itself: what the command loads after that it loads meanwhile.
 */
export function startRuntime(input: ProjectCommandInput, options: StartRuntimeOptions): RuntimeProcess {
  const { cli, project, global } = input;
  return new RuntimeProcess({
    node: cli.node,
    entry: runtimeEntry(project.root, options.console === undefined ? "dev" : "console"),
    nodeFlags: options.console !== undefined || isDevelopment(cli.env) ? DEVELOPMENT_FLAGS : [],
    root: project.root,
    env: runtimeEnv(input),
    stdout: options.appOutput === "result" && !global.json ? cli.stdout : cli.stderr,
    stderr: cli.stderr,
    observe: options.observe === true,
    ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
    ...options.console,
  });
}

/**
 * Builds the project while a process for it loads the framework, and hands both to `work`. Both are gone when it
 * has ended.
 */
export async function withBuild<Result>(
  input: ProjectCommandInput,
  options: StartRuntimeOptions,
  work: (runtime: RuntimeProcess, build: Build, compiler: Compiler) => Promise<Result>,
): Promise<Result> {
  const runtime = startRuntime(input, options);
  try {
    const { Compiler } = await import("./compiler.ts");
    const compiler = await Compiler.open(input.project.root, {
      now: input.cli.now,
      use: options.console === undefined ? "app" : "console",
    });
    try {
      return await work(runtime, await compiler.compile(), compiler);
    } finally {
      await compiler.dispose();
    }
  } finally {
    await runtime.kill();
  }
}

export interface StartRuntimeOptions {
  /** The app's own lines are what `start` is for (stdout, unless --json has it); beside a task they are talk (stderr). */
  readonly appOutput: "result" | "talk";
  readonly onEvent?: (event: RuntimeEvent, generation: number) => void;
  /** A project that it serves tells what it does; off unless said. */
  readonly observe?: boolean;
  /** The process of a console. */
  readonly console?: Pick<RuntimeOptions, "hasTerminal" | "onQuestion">;
}

/**
 * What `runtime/dev/modules/project-modules.ts` loads a project with (elsewhere Node's own loader does), and room for what a
 * start leaves behind, in MB: by itself it begins with one, and collects garbage many times before the app is ready. It is
 * collected when that room is full, not when four fifths are: of a few hundred files that comes before the first answer.
 */
const DEVELOPMENT_FLAGS = ["--experimental-vm-modules", "--min-semi-space-size=16", "--no-minor-gc-task"];

export function isDevelopment(env: Env): boolean {
  return env.NODE_ENV === undefined || env.NODE_ENV === "" || env.NODE_ENV === "development";
}

/** Any error on the way to a running app as the one shape that is shown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RuntimeFailure) return error.failure;
  if (error instanceof CliError) return { code: error.code, message: error.message, hint: error.hint };
  const stack = error instanceof Error ? error.stack : undefined;
  return { code: "unexpected", message: String(error), stack };
}

/** The same failure with the lines of the project in its message, for people; programs get it as it came. */
export async function explained(error: unknown, { project, global }: ProjectCommandInput): Promise<unknown> {
  if (!(error instanceof RuntimeFailure) || global.json) return error;
  const message = reportText(await reportFailure(error.failure, project.root));
  return new RuntimeFailure({ ...error.failure, message, details: undefined });
}

function runtimeEnv({ cli }: ProjectCommandInput): Env {
  if (!isDevelopment(cli.env)) return cli.env;
  return { MEGA_DEVELOPMENT_SECRET: (drawnSecret ??= drawSecret()), ...cli.env, NODE_ENV: "development" };
}

/** One for all processes of this run: what the app signed before a save is believed after it. */
let drawnSecret: string | undefined;
