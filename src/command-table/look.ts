import type { CommandSpec } from "../command.ts";

/** Commands that show what there is. */
export const lookCommands: readonly CommandSpec[] = [
  {
    path: ["routes"],
    group: "Look",
    summary: "list the routes, or explain what answers one request",
    args: [{ name: "request", summary: "GET /api/posts/1, or a path alone for every method of it", variadic: true }],
    flags: [
      { flag: "--verbose", summary: "every stage a request passes, with file and line" },
      { flag: "--all", summary: "also those of plugins and the framework: health, files, documents, preflights" },
      { flag: "--app <app>", summary: "the routes of this app alone" },
    ],
    examples: ["mega routes", "mega routes --all", "mega routes --verbose", "mega routes GET /api/posts/1"],
    result:
      "{ routes: [{ app, method, path, from, file, stages: [{ stage, name, at }], limits, schemas }] }; of a request { matches: [{ …, params }], near }",
    project: "required",
    load: () => import("../commands/routes.ts"),
  },
  {
    path: ["openapi"],
    group: "Look",
    summary: "print the OpenAPI document of an app",
    flags: [
      { flag: "--app <app>", summary: "the app (main, or the only one)" },
      { flag: "--out <file>", summary: "write it to this file of the project" },
      { flag: "--force", summary: "replace a file that is no OpenAPI document" },
    ],
    examples: ["mega openapi", "mega openapi --out openapi.json"],
    result: "{ app, document } or, with --out, { app, file, state }",
    project: "required",
    load: () => import("../commands/openapi.ts"),
  },
  {
    path: ["config"],
    group: "Look",
    summary: "list the effective config and where each value comes from",
    flags: [{ flag: "--app <app>", summary: "of this app alone" }],
    result: "{ values: [{ key, app, value, layer, file, line, variable }] }",
    project: "required",
    load: () => import("../commands/config.ts"),
  },
  {
    path: ["config", "explain"],
    group: "Look",
    summary: "tell what every layer says of a config key, and which one wins",
    args: [{ name: "key", summary: "such as server.port; of a key of several all are told", required: true }],
    flags: [{ flag: "--app <app>", summary: "of this app alone" }],
    examples: ["mega config explain server.port", "mega config explain locales --app main"],
    result: "{ explanations: [{ key, app, value, steps: [{ layer, file, line, variable, value, wins }] }] }",
    project: "required",
    load: () => import("../commands/config-explain.ts"),
  },
  {
    path: ["info"],
    group: "Look",
    summary: "print versions and what the project is made of",
    result: "{ mega, node, platform, packageManager, project }",
    project: "none",
    load: () => import("../commands/info.ts"),
  },
  {
    path: ["doctor"],
    group: "Look",
    summary: "find what is wrong with the project and the machine",
    result: "{ checks: [{ name, state, message, hint }] }; exit 1 when something does not work",
    project: "none",
    load: () => import("../commands/doctor.ts"),
  },
  {
    path: ["completion"],
    group: "Look",
    summary: "print the script that completes mega in a shell",
    args: [{ name: "shell", summary: "bash, zsh or fish", required: true, choices: ["bash", "zsh", "fish"] }],
    notes: [
      {
        title: "Where it goes",
        lines: [
          'bash   ~/.bashrc: eval "$(mega completion bash)"',
          'zsh    ~/.zshrc, below compinit: eval "$(mega completion zsh)"',
          "fish   mega completion fish > ~/.config/fish/completions/mega.fish",
        ],
      },
    ],
    result: "{ shell, script }",
    project: "none",
    load: () => import("../commands/completion.ts"),
  },
];
