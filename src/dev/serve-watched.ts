import type { ProjectCommandInput } from "../command.ts";
import { Inspector } from "./inspector/inspector.ts";
import { isDevelopment, startRuntime } from "./run-project.ts";
import { type ServeFlags, tellEvent } from "./serve.ts";
import { SpareRuntime } from "./spare-runtime.ts";

/** Runs the project behind a front that owns the port, and swaps versions on every save, until a signal stops it. */
export async function serveWatched(input: ProjectCommandInput, flags: ServeFlags): Promise<void> {
  const { cli, project } = input;
  const { name, root } = project;
  // For who develops the app, and nobody else.
  const inspector = isDevelopment(cli.env) ? new Inspector({ name, root, now: cli.now }) : null;
  const spare = spareFor(input, inspector);
  // The first version waits longest for its process: all else is loaded and made ready meanwhile.
  spare.prepare();
  try {
    const [{ Compiler }, { runLoop }] = await Promise.all([import("./compiler.ts"), import("./watch-loop.ts")]);
    const compiler = await Compiler.open(root, { now: cli.now });
    try {
      await runLoop(input, { flags, inspector, spare, compiler });
    } finally {
      await compiler.dispose();
    }
  } finally {
    await spare.close();
  }
}

function spareFor(input: ProjectCommandInput, inspector: Inspector | null): SpareRuntime {
  return new SpareRuntime(async () =>
    startRuntime(input, {
      appOutput: "result",
      observe: inspector !== null,
      onEvent: (event, generation) => {
        if (event.kind === "observed" || event.kind === "inspected") void inspector?.take(event, generation);
        else tellEvent(input, event);
      },
    }),
  );
}
