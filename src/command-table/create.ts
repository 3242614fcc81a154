import type { CommandSpec } from "../command.ts";
import { generateCommands } from "./generate.ts";
import { planFlags } from "./plan-flags.ts";

/** Commands that write files into a project. */
export const createCommands: readonly CommandSpec[] = [
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
    load: () => import("../commands/new.ts"),
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
    writes: true,
    load: () => import("../commands/scaffold-crud.ts"),
  },
  ...generateCommands,
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
    load: () => import("../commands/client.ts"),
  },
];
