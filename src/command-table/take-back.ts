import type { ArgSpec, FlagSpec } from "../../generators/core/generator.ts";
import type { CommandSpec } from "../command.ts";

const runArg: ArgSpec = { name: "run", summary: "its id, or how it starts; without it the last one" };

const showFlags: readonly FlagSpec[] = [
  { flag: "--dry-run", summary: "show what would happen; write nothing" },
  { flag: "--diff", summary: "show what would change; write nothing" },
];

/** Commands on the journal of what was generated. */
export const takeBackCommands: readonly CommandSpec[] = [
  {
    path: ["history"],
    group: "Take back",
    summary: "list what was generated in this project",
    result: "{ runs: [{ id, at, command, state, files }] }, oldest first",
    project: "journal",
    load: () => import("../commands/history.ts"),
  },
  {
    path: ["undo"],
    group: "Take back",
    summary: "take a generator's run back; what you edited stays",
    args: [runArg],
    flags: [...showFlags, { flag: "--force", summary: "even when its migrations are applied" }],
    examples: ["mega undo", "mega undo 20261123T120000123Z", "mega undo --diff"],
    result:
      "{ run, command, dryRun, changes: [{ path, state, reason }] }; run is null when it only put back one that was cut off",
    project: "journal",
    writes: true,
    load: () => import("../commands/undo.ts"),
  },
  {
    path: ["redo"],
    group: "Take back",
    summary: "bring back what was undone",
    args: [runArg],
    flags: showFlags,
    examples: ["mega redo"],
    result: "{ run, command, dryRun, changes: [{ path, state, reason }] }",
    project: "journal",
    writes: true,
    load: () => import("../commands/redo.ts"),
  },
];
