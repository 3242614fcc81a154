import type { CommandSpec, FlagSpec } from "./command.ts";
import { parsePort, parseStep } from "./input/parse-flag.ts";

/** Flags that every command has. */
export const globalFlags: readonly FlagSpec[] = [
  { flag: "--cwd <folder>", summary: "work in this folder" },
  { flag: "--json", summary: "print one JSON document on stdout and nothing else" },
  { flag: "--yes", summary: "ask nothing: take the defaults" },
  { flag: "--quiet", summary: "print results, warnings and errors only" },
  { flag: "--debug", summary: "print the stack of an error" },
  { flag: "--no-color", summary: "no colours (NO_COLOR and FORCE_COLOR work too)" },
];

/** Short words for the words that gather commands. */
export const aliases: Readonly<Record<string, string>> = { g: "generate" };

/** Flags of every command that writes files by a plan. */
const planFlags: readonly FlagSpec[] = [
  { flag: "--dry-run", summary: "show the plan; write nothing" },
  { flag: "--diff", summary: "show what would change; write nothing" },
  { flag: "--force", summary: "replace files that are there and differ" },
  { flag: "--skip", summary: "keep files that are there and differ" },
];

/** Every command of mega. Help, `--json` help and the reference pages are made from this table. */
export const commands: readonly CommandSpec[] = [
  {
    path: ["new"],
    group: "Create",
    summary: "make a project",
    args: [{ name: "name", summary: "its folder and package name; `.` is the current folder" }],
    flags: [
      { flag: "--template <template>", summary: "what it starts with", choices: ["web", "api", "minimal"] },
      { flag: "--db <driver>", summary: "its database: sqlite (the default)" },
      { flag: "--pm <manager>", summary: "the package manager", choices: ["npm", "pnpm", "yarn", "bun"] },
      { flag: "--no-install", summary: "do not install the packages" },
      { flag: "--no-git", summary: "do not make a git repository" },
      { flag: "--framework <spec>", summary: "the npm spec of mega-framework to depend on" },
    ],
    examples: ["mega new blog", "mega new shop --template api --yes"],
    result: "{ name, root, template, framework, changes: [{ path, state }], git, installed, next }",
    project: "none",
    load: () => import("./commands/new.ts"),
  },
  {
    path: ["scaffold", "crud"],
    group: "Create",
    summary: "make a working resource: model, migration, service, routes, pages, tests",
    args: [
      { name: "resource", summary: "its name: post, BlogPost or admin/post" },
      { name: "fields", summary: "name:type[:modifier...], such as title:string:max=200", variadic: true },
    ],
    flags: [
      { flag: "--app <app>", summary: "the app it belongs to (main)" },
      { flag: "--owner <owner>", summary: "whose rows they are: user keeps each user to their own" },
      { flag: "--views", summary: "with HTML pages (the default where the app has views)" },
      { flag: "--no-views", summary: "without HTML pages" },
      ...planFlags,
    ],
    examples: [
      "mega scaffold crud post title:string body:text published:boolean",
      "mega scaffold crud comment body:text:max=2000 post:ref:post --dry-run",
      "mega scaffold crud note title:string --owner user",
    ],
    notes: [
      {
        title: "Types of fields",
        lines: [
          "string (when none is said), text, email, url, slug, uuid",
          "integer, bigint, float, decimal:10,2, boolean",
          "date, time, datetime, json, enum:draft,published",
          "ref:post, a row of the model post",
        ],
      },
      {
        title: "Modifiers of fields",
        lines: [
          "optional, unique, index",
          "min=1, max=200: of the length, or of the number",
          "redact: not in lists and logs",
          "default=...: the rest of the word",
        ],
      },
    ],
    result: "{ resource, dryRun, changes: [{ path, state }], next }",
    project: "required",
    load: () => import("./commands/scaffold-crud.ts"),
  },
  {
    path: ["generate", "auth"],
    group: "Create",
    summary: "make accounts: sign-up, sign-in, passwords and their reset, with tests",
    flags: [
      { flag: "--app <app>", summary: "the app they belong to (main)" },
      { flag: "--views", summary: "with HTML pages (the default where the app has views)" },
      { flag: "--no-views", summary: "without HTML pages" },
      ...planFlags,
    ],
    examples: ["mega g auth", "mega generate auth --no-views --dry-run"],
    result: "{ app, views, dryRun, changes: [{ path, state }], next }",
    project: "required",
    load: () => import("./commands/generate-auth.ts"),
  },
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
    load: () => import("./commands/start.ts"),
  },
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
    load: () => import("./commands/routes.ts"),
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
    load: () => import("./commands/openapi.ts"),
  },
  {
    path: ["client"],
    group: "Create",
    summary: "write a typed client of an app's API",
    flags: [
      { flag: "--app <app>", summary: "the app (main, or the only one)" },
      { flag: "--out <file>", summary: "the file of the project (client.ts)" },
      { flag: "--force", summary: "replace a file that mega did not write" },
    ],
    examples: ["mega client", "mega client --out web/src/api.ts"],
    result: "{ app, file, state }",
    project: "required",
    load: () => import("./commands/client.ts"),
  },
  {
    path: ["config"],
    group: "Look",
    summary: "list the effective config and where each value comes from",
    flags: [{ flag: "--app <app>", summary: "of this app alone" }],
    result: "{ values: [{ key, app, value, layer, file, line, variable }] }",
    project: "required",
    load: () => import("./commands/config.ts"),
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
    load: () => import("./commands/config-explain.ts"),
  },
  {
    path: ["info"],
    group: "Look",
    summary: "print versions and what the project is made of",
    result: "{ mega, node, platform, packageManager, project }",
    project: "none",
    load: () => import("./commands/info.ts"),
  },
  {
    path: ["db", "migrate"],
    group: "Database",
    summary: "apply the pending migrations",
    result: "{ database, applied }",
    project: "required",
    load: () => import("./commands/db-migrate.ts"),
  },
  {
    path: ["db", "rollback"],
    group: "Database",
    summary: "take the last migrations back",
    flags: [{ flag: "--step <n>", summary: "how many (1)", parse: parseStep }],
    result: "{ database, reverted }",
    project: "required",
    load: () => import("./commands/db-rollback.ts"),
  },
  {
    path: ["db", "status"],
    group: "Database",
    summary: "list the migrations, applied and pending",
    result: "{ database, migrations: [{ name, appliedAt }] }",
    project: "required",
    load: () => import("./commands/db-status.ts"),
  },
  {
    path: ["db", "seed"],
    group: "Database",
    summary: "run the seeds",
    result: "{ database, seeds }",
    project: "required",
    load: () => import("./commands/db-seed.ts"),
  },
];
