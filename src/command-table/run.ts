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
  {
    path: ["console"],
    group: "Run",
    summary: "type TypeScript into the booted project",
    args: [{ name: "input", summary: "- reads the code from stdin" }],
    flags: [
      { flag: "-e, --eval <code>", summary: "run this code and print the value of its last expression" },
      { flag: "--sandbox", summary: "take every write to the databases back at the end" },
      { flag: "--write", summary: "in production: allow writes to the databases" },
      { flag: "--app <app>", summary: "with ctx and services of this app" },
    ],
    notes: [
      {
        title: "Names at the prompt",
        lines: [
          "app, ctx, db, cache, services, config   as a route of the app sees them",
          "routes()                                what the app serves",
          'request("POST /api/posts", { body })    asks the app, without a port',
        ],
      },
    ],
    examples: ["mega console", "mega console --sandbox", 'mega console -e "routes().length" --json', "mega console -"],
    result: "the value of the last expression",
    project: "required",
    load: () => import("../commands/console.ts"),
  },
];
