import type { CommandSpec } from "../command.ts";
import { planFlags } from "./plan-flags.ts";

/** Commands on the templates that generators write files from. */
export const templatesCommands: readonly CommandSpec[] = [
  {
    path: ["templates", "list"],
    group: "Create",
    summary: "list the templates of the generators, and the project's copies",
    result: "{ templates: [{ generator, file, state }] }; state is null for one that has no copy",
    project: "required",
    load: () => import("../commands/templates-list.ts"),
  },
  {
    path: ["templates", "eject"],
    group: "Create",
    summary: "copy templates into the project, where they win",
    args: [
      { name: "generator", summary: "whose: crud, route", required: true },
      { name: "files", summary: "only these of them: service, view-form", variadic: true },
    ],
    flags: planFlags,
    examples: ["mega templates eject crud view-form", "mega templates eject route"],
    result: "{ generator, dryRun, changes: [{ path, state }], next }",
    project: "required",
    writes: true,
    load: () => import("../commands/templates-eject.ts"),
  },
  {
    path: ["templates", "diff"],
    group: "Create",
    summary: "show how the project's copies differ from mega's templates",
    args: [{ name: "generator", summary: "only those of this one" }],
    examples: ["mega templates diff", "mega templates diff crud"],
    result: "{ templates: [{ generator, file, state, diff }] }",
    project: "required",
    load: () => import("../commands/templates-diff.ts"),
  },
];
