import { once } from "node:events";

import type { Listen, RuntimeEvent, ServerSettings } from "../../runtime/dev/messages.ts";
import type { ProjectCommandInput } from "../command.ts";
import { RuntimeFailure } from "../errors.ts";
import { crashFailure } from "./crash-failure.ts";
import { portTaken } from "./listening.ts";
import { explained, isDevelopment, type StartRuntimeOptions, withBuild } from "./run-project.ts";
import type { ReadyRuntime, RuntimeProcess } from "./runtime-process.ts";

/** What `mega start` was told. */
export interface ServeFlags {
  readonly port?: number;
  readonly host?: string;
  readonly migrate: boolean;
  /** Serves this app alone, for every host. */
  readonly app?: string;
}

/** What was typed of where to listen. */
export function serverFlags({ port, host }: ServeFlags): Partial<ServerSettings> {
  return { ...(port === undefined ? {} : { port }), ...(host === undefined ? {} : { host }) };
}

const STOP_GRACE_MS = 5_000;

/** Runs the project in one process that listens itself, until a signal stops it. Throws when it cannot start or crashes. */
export async function serve(input: ProjectCommandInput, flags: ServeFlags): Promise<void> {
  const { signal, env } = input.cli;
  const listen: Listen = { kind: "tcp" };
  const migrate = flags.migrate && isDevelopment(env);
  try {
    const options: StartRuntimeOptions = { appOutput: "result", onEvent: (event) => tellEvent(input, event) };
    await withBuild(input, options, async (runtime, build) => {
      const interrupt = (): void => void runtime.kill();
      signal.addEventListener("abort", interrupt, { once: true });
      if (signal.aborted) interrupt();
      const { app } = flags;
      const ready = await runtime.load(build, { generation: 1, listen, migrate, flags: serverFlags(flags), app });
      signal.removeEventListener("abort", interrupt);
      tellReady(input, ready);
      await untilStopped(runtime, signal);
    });
  } catch (error) {
    throw await explained(await withOwner(error, flags), input);
  }
}

/** What the app tells while it starts. */
export function tellEvent({ ui }: ProjectCommandInput, event: RuntimeEvent): void {
  if (event.kind !== "migrated" || event.migrations.length === 0) return;
  const { length } = event.migrations;
  ui.event(
    { type: "migrated", migrations: event.migrations },
    `applied ${length} migration${length === 1 ? "" : "s"}: ${event.migrations.join(", ")}`,
  );
}

function tellReady({ ui, project }: ProjectCommandInput, { address }: ReadyRuntime): void {
  ui.event(
    { type: "ready", name: project.name, url: address.url, port: address.port },
    `${project.name} ready at ${address.url}`,
  );
}

async function untilStopped(runtime: RuntimeProcess, signal: AbortSignal): Promise<void> {
  const waiting = new AbortController();
  const stopped = signal.aborted
    ? Promise.resolve()
    : once(signal, "abort", { signal: waiting.signal }).catch(() => {});
  const exit = await Promise.race([runtime.exited, stopped]);
  waiting.abort();
  if (signal.aborted) await runtime.stop(STOP_GRACE_MS);
  else if (exit !== undefined && "code" in exit) throw new RuntimeFailure(crashFailure(exit));
}

/** The app knows that its port is taken; who has it is found here. */
async function withOwner(error: unknown, flags: ServeFlags): Promise<unknown> {
  if (!(error instanceof RuntimeFailure) || error.failure.code !== "port_taken") return error;
  const port = flags.port ?? Number(/\d+/.exec(error.failure.message)?.[0]);
  return Number.isInteger(port) ? portTaken(port, error) : error;
}
