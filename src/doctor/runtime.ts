import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { runTask } from "../dev/run-task.ts";
import { installedVersion } from "../project/installed-version.ts";
import { NOTED_MIGRATIONS } from "../project/noted-migrations.ts";
import { type Check, type Finding, listed, ok, problem, type ProjectPlace, warning } from "./check.ts";

/** Looks at what the project's own code says, in a process of its own. Nothing is said where the packages are missing. */
export const runtimeChecks: Readonly<Record<string, Check<ProjectPlace>>> = {
  config: async ({ root, input }) => {
    if (installedVersion(root) === null) return null;
    try {
      const { values } = await runTask(input, { task: "config" });
      return ok(`the config holds: ${values.length} values`);
    } catch (error) {
      return failureOf(error, "`npx mega config` shows it when it is corrected");
    }
  },
  migrations: async ({ root, input }) => {
    if (installedVersion(root) === null) return null;
    // Asking an embedded database that is not there would make it.
    if (!existsSync(join(root, NOTED_MIGRATIONS))) return neverMigrated(root);
    try {
      const { migrations } = await runTask(input, { task: "db.status" });
      const pending = migrations.filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name);
      if (pending.length === 0) return ok(`${migrations.length} applied, none pending`);
      return warning(`${listed(pending)} ${pending.length === 1 ? "is" : "are"} not applied`, "npx mega db migrate");
    } catch (error) {
      return failureOf(error, "`npx mega db status` shows it when it is corrected");
    }
  },
};

function neverMigrated(root: string): Finding | null {
  const folder = join(root, "db/migrations");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")) : [];
  if (files.length === 0) return null;
  return warning(`nothing was migrated from this folder yet: ${listed(files)}`, "npx mega db migrate");
}

function failureOf(error: unknown, otherwise: string): Finding {
  const { message, hint } = error as { readonly message: string; readonly hint?: string };
  return problem(message, hint === undefined || hint === "" ? otherwise : hint);
}
