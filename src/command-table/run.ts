import type { CommandSpec } from "../command.ts";
import { parsePort } from "../input/parse-flag.ts";

/** Commands that run the project. */
export const runCommands: readonly CommandSpec[] = [
  {
    path: ["start"],
    group: "Run",
    summary: "run the project",
    flags: [
      { flag: "--watch", summary: "reload on every save, without a refused request" },
      { flag: "--port <port>", summary: "listen here; 0 takes a free port", parse: parsePort },
      { flag: "--host <host>", summary: "listen on this address" },
      { flag: "--app <app>", summary: "serve this app alone, for every host" },
      { flag: "--no-migrate", summary: "leave pending migrations alone" },
    ],
    examples: ["mega start --watch", "mega start --port 0 --json"],
    result: "one event a line",
    project: "required",
    runsOn: true,
    load: () => import("../commands/start.ts"),
  },
];
