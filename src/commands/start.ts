import type { CommandResult, ProjectCommandInput } from "../command.ts";

/** `mega start [--watch] [--port <port>] [--host <host>] [--no-migrate]` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { watch, port, host, migrate } = input.flags;
  const flags = {
    ...(typeof port === "number" ? { port } : {}),
    ...(typeof host === "string" ? { host } : {}),
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
