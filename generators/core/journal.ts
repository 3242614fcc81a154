import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "./failures.ts";
import type { Change } from "./plan.ts";

/** Below the project's root: one folder a run, with `run.json` and the contents it names by SHA-256. */
export const JOURNAL_FOLDER = ".mega/journal";

/** `planned`: being written, or cut off while it was · `applied`: every file is written · `reverted`: taken back. */
export type RunState = "planned" | "applied" | "reverted";

/** What `run.json` holds. */
export interface JournalRun {
  readonly v: 1;
  /** Sorts by time: `20261123T120000123Z`, with `-2` and so on for a second run of the same millisecond. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly command: string;
  readonly state: RunState;
  readonly operations: readonly JournalOperation[];
}

export interface JournalOperation {
  readonly kind: Change["kind"];
  readonly path: string;
  /** SHA-256 (hex) of the bytes before and after; the bytes are in the file of that name beside `run.json`. Null: no file. */
  readonly before: string | null;
  readonly after: string;
}

/**
 * Records a run before it is applied: contents first, `run.json` last, so that a run that can be read is complete. The journal's
 * folder has to be there. A run that cannot be recorded leaves nothing.
 */
export function recordRun(
  changes: readonly Change[],
  { cwd, command, now }: { readonly cwd: string; readonly command: string; readonly now: Date },
): JournalRun {
  const id = makeRunFolder(cwd, now);
  try {
    const operations: JournalOperation[] = [];
    for (const change of changes) operations.push(keepContents(change, { cwd, id }));
    const run: JournalRun = { v: 1, id, at: now.toISOString(), command, state: "planned", operations };
    writeRun(run, cwd);
    return run;
  } catch (error) {
    forgetRun(id, cwd);
    throw error;
  }
}

/** Writes the run's new state over its `run.json`. */
export function markRun(run: JournalRun, state: RunState, cwd: string): JournalRun {
  const marked = { ...run, state };
  writeRun(marked, cwd);
  return marked;
}

/** Removes a run of which nothing is left on disk. */
export function forgetRun(id: string, cwd: string): void {
  rmSync(runFolder(id, cwd), { recursive: true, force: true });
}

/** Absolute path of a run's folder. */
export function runFolder(id: string, cwd: string): string {
  return join(cwd, JOURNAL_FOLDER, id);
}

function makeRunFolder(cwd: string, now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:.]/g, "");
  for (let count = 1; ; count++) {
    const id = count === 1 ? stamp : `${stamp}-${count}`;
    try {
      mkdirSync(runFolder(id, cwd));
      return id;
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

function keepContents(
  { kind, path, before, after }: Change,
  place: { readonly cwd: string; readonly id: string },
): JournalOperation {
  // The bytes on disk, not the decoded text: a file in another encoding has to come back as it was.
  const present = before === null ? null : readFileSync(join(place.cwd, path));
  return {
    kind,
    path,
    before: present && keep(present, place),
    after: keep(Buffer.from(after), place),
  };
}

function keep(bytes: Buffer, { cwd, id }: { readonly cwd: string; readonly id: string }): string {
  const sha = createHash("sha256").update(bytes).digest("hex");
  writeFileSync(join(runFolder(id, cwd), sha), bytes);
  return sha;
}

function writeRun(run: JournalRun, cwd: string): void {
  const file = join(runFolder(run.id, cwd), "run.json");
  writeFileSync(`${file}.tmp`, `${JSON.stringify(run, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}
