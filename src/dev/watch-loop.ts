import { rm } from "node:fs/promises";
import { basename } from "node:path";

import type { ProjectCommandInput } from "../command.ts";
import type { Compiler } from "./compiler.ts";
import { Front } from "./front.ts";
import { wantsPolling } from "./hears-changes.ts";
import type { Inspector } from "./inspector/inspector.ts";
import { keyActions } from "./key-actions.ts";
import { readKeys } from "./keys.ts";
import { Listening } from "./listening.ts";
import { LoopReporter } from "./loop-reporter.ts";
import { isDevelopment } from "./run-project.ts";
import { type ServeFlags, serverFlags } from "./serve.ts";
import { makeSocketFolder } from "./socket-folder.ts";
import type { SpareRuntimes } from "./spare-runtimes.ts";
import { Supervisor } from "./supervisor.ts";
import { isPackageFile } from "./watch-policy.ts";
import { Watcher } from "./watcher.ts";

export interface LoopParts {
  readonly flags: ServeFlags;
  readonly inspector: Inspector | null;
  readonly spares: SpareRuntimes;
  readonly compiler: Compiler;
}

/** Builds, serves and watches until a signal or a key stops it. */
export async function runLoop(input: ProjectCommandInput, parts: LoopParts): Promise<void> {
  const { cli, project } = input;
  const { spares } = parts;
  const reporter = new LoopReporter(input);
  const sockets = await makeSocketFolder(cli.processes);
  const polls = wantsPolling(cli.env);
  const watcher: Watcher = new Watcher(
    project.root,
    {
      onSave: (file) => {
        supervisor.saved(file);
        if (isPackageFile(basename(file))) void spares.drop();
        spares.prepare();
      },
      onNotice: (file) => reporter.noticed(file),
      onPolling: (everyMs) => reporter.polls(everyMs, polls ? "asked" : "deaf"),
      onError: (error) => reporter.cannotWatch(error),
    },
    { polls },
  );
  const { supervisor, listening } = superviseWith(input, { ...parts, reporter, watcher, sockets });
  const keys = readKeys(cli, keyActions(input, { supervisor, listening }));
  try {
    // It opens beside the first build, and tells then what was saved since.
    void watcher.watch(cli.now());
    await runUntilStopped(supervisor, cli.signal);
  } finally {
    keys.close();
    await watcher.close();
    await rm(sockets, { recursive: true, force: true });
  }
}

interface Supervision extends LoopParts {
  readonly reporter: LoopReporter;
  readonly watcher: Watcher;
  /** A folder that only this user can enter. */
  readonly sockets: string;
}

/** Wires what decides (the supervisor) with what acts and what tells. */
function superviseWith(
  input: ProjectCommandInput,
  { flags, inspector, spares, compiler, reporter, watcher, sockets }: Supervision,
): { readonly supervisor: Supervisor; readonly listening: Listening } {
  const { cli, project } = input;
  const front = new Front((request, response) => inspector?.answer(request, response) === true);
  const listening = new Listening(front, {
    root: project.root,
    env: cli.env,
    flags: serverFlags(flags),
    onAddress: (address, app) => {
      reporter.listens(address, app);
      reporter.hints(address, { inspector: inspector !== null, keys: cli.stdin.isTTY === true });
    },
  });
  const supervisor = new Supervisor({
    root: project.root,
    front,
    compiler,
    sockets,
    migrate: flags.migrate && isDevelopment(cli.env),
    flags: serverFlags(flags),
    app: flags.app,
    now: cli.now,
    reactionTo: (file) => watcher.reactionTo(file),
    spawn: () => spares.take(),
    async onReady({ ready: { server, watch } }, since) {
      await listening.follow(server);
      void watcher.watch(since, watch);
      spares.isWanted = watch.preload;
    },
    async onFailure(report, keeps) {
      void spares.refill({ imports: null, sockets });
      inspector?.failed(report);
      try {
        await listening.ensure();
      } finally {
        // Also when there is no way to listen: it may be why.
        reporter.failed(report, keeps);
      }
    },
    onSlow: (slow) => reporter.starting(slow),
    onSwap(swap) {
      const { generation, files, ms } = swap;
      void spares.refill({ imports: generation.imports, sockets });
      inspector?.follow(generation, { files, ms });
      reporter.swapped(swap);
    },
  });
  return { supervisor, listening };
}

async function runUntilStopped(supervisor: Supervisor, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const stop = (): void => supervisor.stop();
  signal.addEventListener("abort", stop, { signal: ended.signal });
  const running = supervisor.run();
  if (signal.aborted) stop();
  await running.finally(() => ended.abort());
}
