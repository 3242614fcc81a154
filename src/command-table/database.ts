import type { CommandSpec } from "../command.ts";
import { parseStep } from "../input/parse-flag.ts";

/** Commands on the project's databases. */
export const databaseCommands: readonly CommandSpec[] = [
  {
    path: ["db", "migrate"],
    group: "Database",
    summary: "apply the pending migrations",
    result: "{ database, applied }",
    project: "required",
    load: () => import("../commands/db-migrate.ts"),
  },
  {
    path: ["db", "rollback"],
    group: "Database",
    summary: "take the last migrations back",
    flags: [{ flag: "--step <n>", summary: "how many (1)", parse: parseStep }],
    result: "{ database, reverted }",
    project: "required",
    load: () => import("../commands/db-rollback.ts"),
  },
  {
    path: ["db", "status"],
    group: "Database",
    summary: "list the migrations, applied and pending",
    result: "{ database, migrations: [{ name, appliedAt }] }",
    project: "required",
    load: () => import("../commands/db-status.ts"),
  },
  {
    path: ["db", "seed"],
    group: "Database",
    summary: "run the seeds",
    result: "{ database, seeds }",
    project: "required",
    load: () => import("../commands/db-seed.ts"),
  },
];
