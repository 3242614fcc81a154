import { adrTemplates } from "../../generators/adr/record.ts";
import type { FlagSpec } from "../../generators/core/generator.ts";
import type { CommandSpec } from "../command.ts";
import { planFlags } from "./plan-flags.ts";

const changes = "{ dryRun, changes: [{ path, state }], next }";
const outFlags: readonly FlagSpec[] = [
  { flag: "--out <file>", summary: "write it to this file of the project" },
  { flag: "--force", summary: "replace a file that is something else" },
];

const newRecord = {
  group: "Decide",
  summary: "make a decision record",
  args: [{ name: "title", summary: "what was decided: Use Postgres", variadic: true }],
  flags: [
    { flag: "--template <template>", summary: "what it starts as (as most records do)", choices: adrTemplates },
    { flag: "--status <status>", summary: "draft, proposed, on hold, accepted (the default), rejected, deprecated" },
    { flag: "--supersedes <record>", summary: "a record whose place it takes; several times for several", many: true },
    { flag: "--link <link>", summary: "3:Amends:Amended by; several times for several", many: true },
    { flag: "--governs <glob>", summary: "code that it is about: src/db/**; several times for several", many: true },
    {
      flag: "--ids <ids>",
      summary: "how new records are told apart (as most records are)",
      choices: ["number", "date"],
    },
    ...planFlags,
  ],
  examples: [
    'mega adr new "Use Postgres"',
    'mega adr new "Use MariaDB" --supersedes 3 --governs "src/db/**"',
    "mega adr new Keep sessions in files --template code --status proposed",
  ],
  result: `{ file, ${changes.slice(2)}`,
  project: "repository",
  writes: true,
  load: () => import("../commands/adr-new.ts"),
} as const satisfies Omit<CommandSpec, "path">;

/** Commands on decision records. */
export const decideCommands: readonly CommandSpec[] = [
  { path: ["adr", "new"], ...newRecord },
  {
    path: ["adr", "list"],
    group: "Decide",
    summary: "list the records with their state",
    flags: [{ flag: "--status <status>", summary: "those in this state alone" }],
    result: "{ dir, records: [{ ref, file, title, status, date, links, governs, supersededBy }] }",
    project: "repository",
    load: () => import("../commands/adr-list.ts"),
  },
  {
    path: ["adr", "show"],
    group: "Decide",
    summary: "print a record",
    args: [{ name: "record", summary: "7, ADR-7 or a part of its file's name", required: true }],
    result: "{ ref, file, title, status, date, links, governs, supersededBy, text }",
    project: "repository",
    load: () => import("../commands/adr-show.ts"),
  },
  {
    path: ["adr", "supersede"],
    group: "Decide",
    summary: "say that a record takes the place of another, in both",
    args: [
      { name: "old", summary: "the record that is over", required: true },
      { name: "new", summary: "the one that takes its place", required: true },
    ],
    flags: planFlags,
    examples: ["mega adr supersede 3 9"],
    result: changes,
    project: "repository",
    writes: true,
    load: () => import("../commands/adr-supersede.ts"),
  },
  {
    path: ["adr", "link"],
    group: "Decide",
    summary: "link two records, in both",
    args: [
      { name: "source", summary: "the record that says more", required: true },
      { name: "relation", summary: "what it does to the other: Amends", required: true },
      { name: "target", summary: "the other record", required: true },
      { name: "back", summary: 'what the other says: "Amended by"', required: true },
    ],
    flags: planFlags,
    examples: ['mega adr link 12 Amends 10 "Amended by"'],
    result: changes,
    project: "repository",
    writes: true,
    load: () => import("../commands/adr-link.ts"),
  },
  {
    path: ["adr", "check"],
    group: "Decide",
    summary: "find what is wrong with the records and with what refers to them",
    flags: [{ flag: "--ignore <glob>", summary: "files that are not looked at; several times", many: true }],
    examples: ["mega adr check", 'mega adr check --ignore "test/**" --json'],
    result: "{ records, findings: [{ rule, file, line, message }] }; exit 1 when there are findings",
    project: "repository",
    load: () => import("../commands/adr-check.ts"),
  },
  {
    path: ["adr", "why"],
    group: "Decide",
    summary: "tell which records decide about a file",
    args: [{ name: "file", summary: "src/db/open.ts, or src/db/open.ts:12 for the nearest first", required: true }],
    result: "{ file, line, decisions: [{ ref, file, title, state, lines, glob }] }",
    project: "repository",
    load: () => import("../commands/adr-why.ts"),
  },
  {
    path: ["adr", "toc"],
    group: "Decide",
    summary: "print a table of contents in Markdown",
    flags: [{ flag: "--prefix <text>", summary: "put before each link" }, ...outFlags],
    examples: ["mega adr toc --out docs/adr/README.md"],
    result: "{ toc } or, with --out, { file, state }",
    project: "repository",
    load: () => import("../commands/adr-toc.ts"),
  },
  {
    path: ["adr", "graph"],
    group: "Decide",
    summary: "print the links between records as a graph",
    flags: [
      { flag: "--format <format>", summary: "mermaid when none is said", choices: ["mermaid", "dot"] },
      ...outFlags,
    ],
    examples: ["mega adr graph --format dot | dot -Tsvg > graph.svg"],
    result: "{ graph } or, with --out, { file, state }",
    project: "repository",
    load: () => import("../commands/adr-graph.ts"),
  },
  {
    path: ["adr", "renumber"],
    group: "Decide",
    summary: "give a record another number, and all that refer to it",
    args: [
      { name: "record", summary: "its file's name, when two have its number", required: true },
      { name: "number", summary: "the new one; the next free one when none is said" },
    ],
    flags: planFlags,
    examples: ["mega adr renumber 0007-use-postgres.md"],
    result: `{ file, ${changes.slice(2)}`,
    project: "repository",
    writes: true,
    load: () => import("../commands/adr-renumber.ts"),
  },
];

/** A record is made like every other piece, too. */
export const generateRecord: CommandSpec = { path: ["generate", "adr"], ...newRecord, group: "Create" };
