import type { CreateOperation, ProjectFacts } from "./plan.ts";

/** The time in a migration's name: that of the run, or a second after the newest migration, since they run in the order of names. */
export function migrationStamp({ files, now }: Pick<ProjectFacts, "files" | "now">): string {
  const stamps = [...files].flatMap((file) => /^db\/migrations\/(\d{14})-/.exec(file)?.[1] ?? []);
  const newest = stamps.toSorted().at(-1) ?? "";
  const stamp = stampOf(now);
  return newest < stamp ? stamp : stampOf(secondAfter(newest));
}

/** The path of a migration: its slug behind the time, or where one with this slug lies already. */
export function migrationPath(slug: string, facts: Pick<ProjectFacts, "files" | "now">): string {
  const path = `db/migrations/${migrationStamp(facts)}-${slug}.ts`;
  return keepMigrationPath({ kind: "create", path, content: "" }, facts).path;
}

/** A migration is known by its slug: one that is there already keeps its time. */
export function keepMigrationPath(operation: CreateOperation, { files }: Pick<ProjectFacts, "files">): CreateOperation {
  const slug = /^db\/migrations\/\d{14}(-.*\.ts)$/.exec(operation.path)?.[1];
  if (slug === undefined) return operation;
  const present = [...files].find(
    (file) => /^db\/migrations\/\d{14}-/.test(file) && file.slice("db/migrations/".length + 14) === slug,
  );
  return present === undefined ? operation : { ...operation, path: present };
}

/** Local time, as people name their migrations: `20261123120000`. */
function stampOf(date: Date): string {
  const parts = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds()];
  return String(date.getFullYear()).padStart(4, "0") + parts.map((part) => String(part).padStart(2, "0")).join("");
}

function secondAfter(stamp: string): Date {
  const part = (start: number, length: number): number => Number(stamp.slice(start, start + length));
  return new Date(part(0, 4), part(4, 2) - 1, part(6, 2), part(8, 2), part(10, 2), part(12, 2) + 1);
}
