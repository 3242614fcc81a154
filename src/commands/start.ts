import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { findApp } from "../project/apps.ts";

/** `mega start [--watch] [--port <port>] [--host <host>] [--app <app>] [--no-migrate]` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { watch, port, host, app, migrate } = input.flags;
  const flags = {
    ...(typeof port === "number" ? { port } : {}),
    ...(typeof host === "string" ? { host } : {}),
    ...(typeof app === "string" ? { app: findApp(input.project.root, app) } : {}),
    migrate: migrate !== false,
  };
  if (watch === true) {
    const { serveWatched } = await import("../dev/serve-watched.ts");
    await serveWatched(input, flags);
  } else {
    const { serve } = await import("../dev/serve.ts");
    await serve(input, flags);
  }
  return { data: null, text: "" };
}
