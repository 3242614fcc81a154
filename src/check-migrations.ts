import { readFileSync } from "node:fs";
import { basename, join } from "node:path";

import type { JournalRun } from "../generators/core/journal/run.ts";
import type { ProjectCommandInput } from "./command.ts";
import { CliError } from "./errors.ts";
import { NOTED_MIGRATIONS } from "./project/noted-migrations.ts";

/**
 * Refuses to take a run back whose migrations are applied: their tables would have no file any more. The database is asked
 * only when these migrations were ever applied from here, since that takes a start of the runtime.
 * @throws CliError `migrations_applied`, `migrations_unknown`
 */
export async function checkMigrations({ operations }: JournalRun, input: ProjectCommandInput): Promise<void> {
  const made = operations.filter(({ path, before, after }) => isMigration(path) && before === null && after !== null);
  const noted = notedMigrations(input.project.root);
  const names = new Set(made.map(({ path }) => basename(path, ".ts")).filter((name) => noted.has(name)));
  if (names.size === 0) return;
  const applied = await appliedMigrations(input);
  const own = applied.filter((name) => names.has(name));
  const [first] = own;
  if (first !== undefined)
    throw new CliError("migrations_applied", { names: own, steps: applied.length - applied.indexOf(first) });
}

function isMigration(path: string): boolean {
  return /^db\/migrations\/[^/]+\.ts$/.test(path);
}

function notedMigrations(root: string): ReadonlySet<string> {
  try {
    return new Set(JSON.parse(readFileSync(join(root, NOTED_MIGRATIONS), "utf8")) as readonly string[]);
  } catch {
    return new Set();
  }
}

/** In the order in which they were applied. */
async function appliedMigrations(input: ProjectCommandInput): Promise<readonly string[]> {
  const { runTask } = await import("./dev/run-task.ts");
  try {
    const { migrations } = await runTask(input, { task: "db.status" });
    const applied = migrations.filter(({ appliedAt }) => appliedAt !== null);
    return applied.toSorted((a, b) => (String(a.appliedAt) < String(b.appliedAt) ? -1 : 1)).map(({ name }) => name);
  } catch (cause) {
    throw new CliError("migrations_unknown", { reason: (cause as Error).message }, { cause });
  }
}
