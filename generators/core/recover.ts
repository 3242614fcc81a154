import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { besideOf } from "./beside.ts";
import { isMissing, writeError } from "./failures.ts";
import { removeEmptyFolders } from "./folders.ts";
import { readContents, readRun } from "./journal/read.ts";
import { closeRun, forgetRun, openRunId, runFolder, shaOf } from "./journal/record.ts";
import type { JournalOperation, JournalRun } from "./journal/run.ts";

/** A run whose process ended before it did, and what became of it. */
export interface Recovery {
  readonly command: string;
  /** Files that are again what they were before the run. */
  readonly putBack: readonly string[];
  /** Files that are neither what they were nor what the run made of them. */
  readonly kept: readonly string[];
}

/**
 * Brings the end of a run that was cut off, by `kill -9` or a power cut: one that had written every file is done, any other is
 * put back. Null when there is nothing to do, or nothing to tell. Cut off itself, it is done again the next time.
 * Throws a GeneratorError: `journal_broken`, `disk_full`, `not_writable`, `write_failed`.
 */
export function recover(cwd: string): Recovery | null {
  const id = openRunId(cwd);
  if (id === undefined) return null;
  if (!existsSync(join(runFolder(id, cwd), "run.json"))) {
    // Cut off while it was recorded: no file is touched before that.
    forgetRun(id, cwd);
    return null;
  }
  const run = readRun(id, cwd);
  if (run.state === "planned") return takeBack(run, cwd);
  dropLeftovers(run, cwd);
  removeEmptyFolders((run.emptied ?? []).map((folder) => join(cwd, folder)));
  closeRun(cwd);
  return null;
}

function takeBack(run: JournalRun, cwd: string): Recovery {
  const outcomes = run.operations.map((operation) => ({ path: operation.path, outcome: putBack(operation, run, cwd) }));
  dropLeftovers(run, cwd);
  removeEmptyFolders(run.folders.map((folder) => join(cwd, folder)));
  forgetRun(run.id, cwd);
  const pathsWith = (wanted: Outcome): readonly string[] =>
    outcomes.filter(({ outcome }) => outcome === wanted).map(({ path }) => path);
  return { command: run.command, putBack: pathsWith("put back"), kept: pathsWith("kept") };
}

type Outcome = "as it was" | "put back" | "kept";

function putBack({ path, before, after, mode }: JournalOperation, run: JournalRun, cwd: string): Outcome {
  try {
    const present = shaOfFile(join(cwd, path));
    if (present === before) return "as it was";
    if (present !== after) return "kept";
    const contents = readContents(before, run.id, cwd);
    if (contents === null) rmSync(join(cwd, path));
    else restore(targetOf(path, cwd), contents, { id: run.id, mode });
    return "put back";
  } catch (error) {
    throw writeError(error, path);
  }
}

function restore(target: string, contents: Buffer, { id, mode }: { readonly id: string; readonly mode: number }): void {
  const { next } = besideOf(target, id);
  writeFileSync(next, contents);
  chmodSync(next, mode);
  renameSync(next, target);
}

function dropLeftovers({ operations, id }: JournalRun, cwd: string): void {
  for (const { path } of operations) {
    for (const file of new Set([join(cwd, path), targetOf(path, cwd)])) {
      const { next, former } = besideOf(file, id);
      rmSync(next, { force: true });
      rmSync(former, { force: true });
    }
  }
}

/** The file itself, where a link leads to it. */
function targetOf(path: string, cwd: string): string {
  try {
    return realpathSync.native(join(cwd, path));
  } catch {
    return join(cwd, path);
  }
}

function shaOfFile(file: string): string | null {
  try {
    return shaOf(readFileSync(file));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
