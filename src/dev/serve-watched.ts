import type { ProjectCommandInput } from "../command.ts";
import { Inspector } from "./inspector/inspector.ts";
import { isDevelopment, startRuntime } from "./run-project.ts";
import type { RuntimeProcess } from "./runtime-process.ts";
import { type ServeFlags, tellEvent } from "./serve.ts";
import { SpareRuntimes } from "./spare-runtimes.ts";

/** Runs the project behind a front that owns the port, and swaps versions on every save, until a signal stops it. */
export async function serveWatched(input: ProjectCommandInput, flags: ServeFlags): Promise<void> {
  const { cli, project } = input;
  const { name, root } = project;
  // For who develops the app, and nobody else.
  const inspector = isDevelopment(cli.env) ? new Inspector({ name, root, now: cli.now }) : null;
  const spares = sparesFor(input, inspector);
  // The first version waits longest for its process: all else is loaded and made ready meanwhile.
  spares.prepare();
  try {
    const [{ Compiler }, { runLoop }] = await Promise.all([import("./compiler.ts"), import("./watch-loop.ts")]);
    const compiler = await Compiler.open(root, { now: cli.now });
    try {
      await runLoop(input, { flags, inspector, spares, compiler });
    } finally {
      await compiler.dispose();
    }
  } finally {
    await spares.close();
  }
}

function sparesFor(input: ProjectCommandInput, inspector: Inspector | null): SpareRuntimes {
  const start = async (): Promise<RuntimeProcess> =>
    startRuntime(input, {
      appOutput: "result",
      observe: inspector !== null,
      onEvent: (event, generation) => {
        if (event.kind === "drained") spares.remember(event.schemas);
        else if (event.kind === "observed" || event.kind === "inspected") void inspector?.take(event, generation);
        else tellEvent(input, event);
      },
    });
  const spares = new SpareRuntimes({ start });
  return spares;
}
