import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../failures.ts";
import type { EditRecipe } from "../edits.ts";
import type { Operation } from "../plan.ts";
import { compareIds, type FileLayers, JOURNAL_FOLDER, type JournalOperation, type JournalRun, nextId } from "./run.ts";

const RUN_ID = /^\d{8}T\d{9}Z(-\d+)?$/;

/** One file of a run, as bytes; a file in another encoding has to come back as it was. */
export interface FileWrite {
  readonly kind: Operation["kind"];
  readonly path: string;
  readonly before: Buffer | null;
  readonly after: Buffer | null;
  readonly mode: number;
  readonly recipe?: EditRecipe;
  readonly start?: string;
}

/** What a run is beside its files. */
export interface RunHead {
  readonly command: string;
  readonly now: Date;
  readonly undoes?: string;
  readonly redoes?: string;
  readonly folders: readonly string[];
  /** Folders that go when nothing is left in them. */
  readonly emptied?: readonly string[];
  /** Of an undo or redo: the new layers of each file, with the contents they name. */
  readonly layers?: { readonly files: FileLayers; readonly contents: readonly Buffer[] };
}

/**
 * Records a run before it is applied: contents first, `run.json` last, so that a run that can be read is complete. The journal's
 * folder has to be there. A run that cannot be recorded leaves nothing.
 */
export function recordRun(writes: readonly FileWrite[], head: RunHead, cwd: string): JournalRun {
  const { command, now, layers } = head;
  const id = nextId(now, runIds(cwd).at(-1));
  try {
    writeOpen(id, cwd);
    mkdirSync(runFolder(id, cwd));
    const kept = writes.flatMap(({ before, after }) => [before, after]).filter((bytes) => bytes !== null);
    for (const bytes of [...kept, ...(layers?.contents ?? [])]) keep(bytes, runFolder(id, cwd));
    const run: JournalRun = {
      v: 1,
      id,
      at: now.toISOString(),
      command,
      state: "planned",
      ...(head.undoes === undefined ? {} : { undoes: head.undoes }),
      ...(head.redoes === undefined ? {} : { redoes: head.redoes }),
      folders: head.folders,
      ...(head.emptied === undefined ? {} : { emptied: head.emptied }),
      operations: writes.map(operationOf),
      ...(layers === undefined ? {} : { layers: layers.files }),
    };
    writeRun(run, cwd);
    return run;
  } catch (error) {
    forgetRun(id, cwd);
    throw error;
  }
}

/** Writes the run as applied over its `run.json`. */
export function markApplied(run: JournalRun, cwd: string): JournalRun {
  const applied: JournalRun = { ...run, state: "applied" };
  writeRun(applied, cwd);
  return applied;
}

/** The run that is being written, or was when its process ended; undefined when every run came to its end. */
export function openRunId(cwd: string): string | undefined {
  try {
    const id = readFileSync(openFile(cwd), "utf8");
    return RUN_ID.test(id) ? id : undefined;
  } catch {
    // There is none. Where it cannot be read, the next run cannot be recorded either, and says so.
    return undefined;
  }
}

/** Says that nothing of the run is under way any more. */
export function closeRun(cwd: string): void {
  rmSync(openFile(cwd), { force: true });
}

/** Removes a run of which nothing is left on disk. */
export function forgetRun(id: string, cwd: string): void {
  rmSync(runFolder(id, cwd), { recursive: true, force: true });
  closeRun(cwd);
}

/** Absolute path of a run's folder. */
export function runFolder(id: string, cwd: string): string {
  return join(cwd, JOURNAL_FOLDER, id);
}

/** The ids of all runs, oldest first; none where nothing was generated yet. */
export function runIds(cwd: string): readonly string[] {
  try {
    const names = readdirSync(join(cwd, JOURNAL_FOLDER));
    return names.filter((name) => RUN_ID.test(name)).sort(compareIds);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** SHA-256 in hex: the name under which contents are kept. */
export function shaOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** In one step, so that the name in it is whole. */
function writeOpen(id: string, cwd: string): void {
  const file = openFile(cwd);
  writeFileSync(`${file}.tmp`, id);
  renameSync(`${file}.tmp`, file);
}

function openFile(cwd: string): string {
  return join(cwd, JOURNAL_FOLDER, "open");
}

function keep(bytes: Buffer, folder: string): void {
  writeFileSync(join(folder, shaOf(bytes)), bytes);
}

function operationOf({ kind, path, before, after, mode, recipe, start }: FileWrite): JournalOperation {
  return {
    kind,
    path,
    before: before && shaOf(before),
    after: after && shaOf(after),
    mode,
    ...(recipe === undefined ? {} : { recipe }),
    ...(start === undefined ? {} : { start }),
  };
}

function writeRun(run: JournalRun, cwd: string): void {
  const file = join(runFolder(run.id, cwd), "run.json");
  writeFileSync(`${file}.tmp`, `${JSON.stringify(run, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}
