import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import type { ProjectCommandInput } from "../command.ts";
import { relativePath } from "../project/relative-path.ts";
import { makeCompiler } from "./compiler.ts";
import { type FailureReport, reportText } from "./failure-report.ts";
import { Front } from "./front.ts";
import { Inspector } from "./inspector/inspector.ts";
import { type KeyActions, readKeys } from "./keys.ts";
import { Listening } from "./listening.ts";
import { isDevelopment, startRuntime } from "./run-project.ts";
import { type ServeFlags, serverFlags, tellEvent } from "./serve.ts";
import { SpareRuntime } from "./spare-runtime.ts";
import { Supervisor } from "./supervisor.ts";
import type { SupervisorParts } from "./supervisor-parts.ts";
import { isPackageFile } from "./watch-policy.ts";
import { Watcher, type WatcherEvents } from "./watcher.ts";

/** Runs the project behind a front that owns the port, and swaps versions on every save, until a signal stops it. */
export async function serveWatched(input: ProjectCommandInput, flags: ServeFlags): Promise<void> {
  const { cli, project } = input;
  const inspector = inspectorFor(input);
  const front = new Front((request, response) => inspector?.answer(request, response) === true);
  const listening = listeningFor(input, { front, flags });
  const spare = new SpareRuntime(() =>
    startRuntime(input, {
      appOutput: "result",
      observe: inspector !== null,
      onEvent: (event, generation) => {
        if (event.kind === "observed" || event.kind === "inspected") void inspector?.take(event, generation);
        else tellEvent(input, event);
      },
    }),
  );
  const compiler = await makeCompiler(project.root, cli.now);
  // Only this user can enter a folder made by mkdtemp.
  const sockets = await mkdtemp(join(tmpdir(), "mega-"));
  spare.prepare();
  const watcher: Watcher = new Watcher(project.root, {
    onSave: (file) => {
      supervisor.saved(file);
      if (isPackageFile(basename(file))) void spare.drop();
      spare.prepare();
    },
    ...watchTellers(input),
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
    spawn: () => spare.take(),
    onReady: async ({ ready }) => {
      await listening.follow(ready.server);
      await watcher.watch(ready.watch);
      spare.isWanted = ready.watch.preload;
    },
    ...reporters(input, { listening, spare, inspector }),
  });
  const keys = readKeys(cli, keyActions(input, { supervisor, listening }));
  try {
    await watcher.watch();
    await runUntilStopped(supervisor, cli.signal);
  } finally {
    keys.close();
    await watcher.close();
    await Promise.all([compiler.dispose(), spare.close()]);
    await rm(sockets, { recursive: true, force: true });
  }
}

/** For who develops the app, and nobody else. */
function inspectorFor({ cli, project: { name, root } }: ProjectCommandInput): Inspector | null {
  return isDevelopment(cli.env) ? new Inspector({ name, root, now: cli.now }) : null;
}

/** What the terminal is told of the files themselves. */
function watchTellers({ project, ui }: ProjectCommandInput): Pick<WatcherEvents, "onNotice" | "onPolling" | "onError"> {
  return {
    onNotice: (path) => {
      const file = relativePath(project.root, path);
      ui.event({ type: "changed", file }, `• ${file} changed`);
    },
    onPolling: (ms) =>
      ui.warn(
        `the system tells of no changes here: files are looked at every ${ms} ms instead, which is slower. On Linux, raise fs.inotify.max_user_watches; in a container, keep the project on its own disk`,
      ),
    onError: (error) => ui.warn(`a folder cannot be watched: ${error.message}`),
  };
}

function keyActions(
  input: ProjectCommandInput,
  { supervisor, listening }: { readonly supervisor: Supervisor; readonly listening: Listening },
): KeyActions {
  return {
    restart: () => supervisor.restart(),
    open: () => void openPage(input, listening.url),
    clear: () => void input.cli.stdout.write(CLEAR_TERMINAL),
    quit: () => supervisor.stop(),
  };
}

function listeningFor(
  { cli, project, ui }: ProjectCommandInput,
  { front, flags }: { readonly front: Front; readonly flags: ServeFlags },
): Listening {
  return new Listening(front, {
    root: project.root,
    env: cli.env,
    flags: serverFlags(flags),
    onAddress: ({ url, port }, app) => {
      const { name } = project;
      ui.event(
        { type: "listening", name, url, port, app },
        `${name} ${app === "ready" ? "ready" : "listens"} at ${url}`,
      );
    },
  });
}

function reporters(
  { ui, global }: ProjectCommandInput,
  {
    listening,
    spare,
    inspector,
  }: { readonly listening: Listening; readonly spare: SpareRuntime; readonly inspector: Inspector | null },
): Pick<SupervisorParts, "onFailure" | "onSwap"> {
  return {
    async onFailure(report: FailureReport) {
      void spare.refill(null);
      inspector?.failed(report);
      await listening.ensure();
      const { code, hint, problems } = report;
      if (global.json) ui.event({ type: "failed", code, hint, problems }, "");
      else ui.error({ code, message: reportText(report), hint: hint ?? undefined });
      ui.info("waiting for a save");
    },
    onSwap({ generation: version, files, ms }) {
      const { number: generation, packages } = version;
      void spare.refill(packages);
      inspector?.follow(version, { files, ms });
      // The first line of a run is the address.
      if (generation === 1 && !global.json) return;
      const why = files.length === 0 ? "restarted by hand" : shorten(files);
      ui.event({ type: "ready", generation, files, ms }, `↻ ${why} · ${ms} ms · version ${generation}`);
    },
  };
}

/** The screen and what was scrolled off it. */
const CLEAR_TERMINAL = "\u001B[2J\u001B[3J\u001B[H";

async function openPage({ cli, ui }: ProjectCommandInput, url: string | null): Promise<void> {
  if (url === null) return;
  const { openBrowser } = await import("./open-browser.ts");
  await openBrowser(url, cli.platform).catch((error: unknown) =>
    ui.warn(
      `no browser could be opened: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}. The address is ${url}`,
    ),
  );
}

async function runUntilStopped(supervisor: Supervisor, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const stop = (): void => supervisor.stop();
  signal.addEventListener("abort", stop, { signal: ended.signal });
  const running = supervisor.run();
  if (signal.aborted) stop();
  await running.finally(() => ended.abort());
}

function shorten(files: readonly string[]): string {
  const shown = files.slice(0, 3).join(", ");
  return files.length > 3 ? `${shown} and ${files.length - 3} more` : shown;
}
