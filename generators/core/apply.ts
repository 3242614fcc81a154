import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode, writeError } from "./failures.ts";
import { insideOf } from "./inside.ts";
import {
  closeRun,
  type FileWrite,
  forgetRun,
  markApplied,
  recordRun,
  type RunHead,
  runFolder,
} from "./journal/record.ts";
import { JOURNAL_FOLDER, type JournalRun } from "./journal/run.ts";
import { besideOf } from "./beside.ts";
import { isSame } from "./content.ts";
import { missingFolders, removeEmptyFolders } from "./folders.ts";
import type { Change } from "./plan.ts";

export interface ApplyOptions {
  /** The project's root; it is made when it is not there. */
  readonly cwd: string;
  /** As typed, for the journal. */
  readonly command: string;
  readonly now: Date;
}

/** What a run says of itself. */
export type RunWords = Omit<RunHead, "folders">;

/** A file of this run on its way: what it becomes is written beside its place, then put there in one step. */
interface Staged {
  readonly path: string;
  readonly target: string;
  /** The rename that changes it: what it becomes takes its place, or it goes to where its backup is. */
  readonly move: { readonly from: string; readonly to: string };
  /** The former file under a second name, so that putting it back takes no space. Null: there was none. */
  readonly backup: string | null;
}

/** What this run has put on disk so far; newest last. */
interface Progress {
  /** Absolute paths of the folders made for it. */
  readonly folders: readonly string[];
  readonly staged: Staged[];
  readonly placed: Staged[];
}

/**
 * Writes every change that is not `same`, all or none, and gives the run's record; null when there was nothing to write.
 * A `conflict` in the list is overwritten: leave out those that the reader keeps. See `applyWrites`.
 */
export async function applyChanges(changes: readonly Change[], options: ApplyOptions): Promise<JournalRun | null> {
  if (changes.every(({ state }) => state === "same")) return null;
  const { cwd, command, now } = options;
  const checkInside = insideOf(cwd);
  for (const { path } of changes) checkInside(path);
  const writes = changes.map((change) => writeOf(change, cwd));
  return applyWrites(writes, { command, now }, cwd);
}

/**
 * Writes files, all or none, and gives the run's record. By synchronous calls: nothing else runs meanwhile, and on Node's
 * thread pool each would take ten times as long.
 * The run is in the journal before the first file changes. On any failure everything of this run is put back, created folders
 * and the record included. Throws a GeneratorError: `path_outside`, `disk_full`, `not_writable`,
 * `write_failed`, or `put_back_failed` when even that was impossible.
 */
export function applyWrites(writes: readonly FileWrite[], head: RunWords, cwd: string): JournalRun {
  const wanted = writes.filter(({ before, after }) => !isSame(before, after));
  const homes = wanted.flatMap(({ path, after }) => (after === null ? [] : [dirname(path)]));
  const folders = missingFolders([JOURNAL_FOLDER, ...homes], cwd);
  const progress: Progress = { folders, staged: [], placed: [] };
  const run = record(writes, { head, folders }, cwd);
  try {
    for (const folder of folders) makeFolder(folder, cwd);
    for (const write of wanted) stage(write, { cwd, progress, id: run.id });
    for (const staged of progress.staged) place(staged, progress);
    const applied = markApplied(run, cwd);
    dropBackups(progress);
    removeEmptyFolders((run.emptied ?? []).map((folder) => join(cwd, folder)));
    closeRun(cwd);
    return applied;
  } catch (error) {
    putBack(progress, { run, cwd, error });
    throw writeError(error, cwd);
  }
}

function writeOf({ before, after, ...change }: Change, cwd: string): FileWrite {
  return {
    ...change,
    before: before === null ? null : readBytes(change.path, cwd),
    after: after === null ? null : Buffer.from(after),
  };
}

/** The bytes on disk, not the decoded text: a file in another encoding has to come back as it was. */
function readBytes(path: string, cwd: string): Buffer {
  try {
    return readFileSync(join(cwd, path));
  } catch (error) {
    throw writeError(error, path);
  }
}

function record(
  writes: readonly FileWrite[],
  { head, folders }: { readonly head: RunWords; readonly folders: readonly string[] },
  cwd: string,
): JournalRun {
  const journal = join(cwd, JOURNAL_FOLDER);
  const own = folders.filter((folder) => folder === journal || journal.startsWith(folder + sep));
  const below = folders.filter((folder) => !own.includes(folder)).map((folder) => relative(cwd, folder));
  try {
    for (const folder of own) makeFolder(folder, cwd);
    return recordRun(writes, { ...head, folders: below.map((folder) => folder.replaceAll(sep, "/")) }, cwd);
  } catch (error) {
    removeEmptyFolders(own);
    throw writeError(error, JOURNAL_FOLDER);
  }
}

/** Everything that takes space, or that permissions can refuse, happens here, before the first file changes. */
function stage(
  { path, before, after, mode }: FileWrite,
  { cwd, progress, id }: { readonly cwd: string; readonly progress: Progress; readonly id: string },
): void {
  try {
    const there = join(cwd, path);
    // What a link leads to is written, and the link itself is removed.
    const target = before === null || after === null ? there : realpathSync.native(there);
    const beside = besideOf(target, id);
    const move = after === null ? { from: target, to: beside.former } : { from: beside.next, to: target };
    progress.staged.push({ path, target, move, backup: before === null ? null : beside.former });
    if (after === null) return;
    writeFileSync(beside.next, after, { flag: "wx", mode });
    if (before === null) return;
    // The umask cuts the mode of new files, as it should; a file that is there keeps its own.
    chmodSync(beside.next, mode);
    keepBackup(target, beside.former);
  } catch (error) {
    throw writeError(error, path);
  }
}

function place(staged: Staged, progress: Progress): void {
  try {
    renameSync(staged.move.from, staged.move.to);
    progress.placed.push(staged);
  } catch (error) {
    throw writeError(error, staged.path);
  }
}

function keepBackup(target: string, backup: string): void {
  try {
    linkSync(target, backup);
  } catch {
    // File systems without hard links: a copy takes space but does the same.
    copyFileSync(target, backup);
  }
}

function dropBackups(progress: Progress): void {
  const backups = progress.staged.flatMap(({ backup }) => backup ?? []);
  for (const backup of backups) rmSync(backup, { force: true });
}

/** Takes back what was placed, what was staged, and the folders made for it: newest first. */
function putBack(
  progress: Progress,
  { run, cwd, error }: { readonly run: JournalRun; readonly cwd: string; readonly error: unknown },
): void {
  const stuck: { readonly where: string; readonly message: string }[] = [];
  for (const { path, target, backup } of progress.placed.toReversed()) {
    try {
      if (backup === null) rmSync(target, { force: true });
      else renameSync(backup, target);
    } catch (failure) {
      stuck.push({ where: path, message: describeFailure(failure) });
    }
  }
  if (stuck.length > 0) {
    const reason = writeError(error, cwd).message;
    const journal = relative(cwd, runFolder(run.id, cwd));
    throw new GeneratorError("put_back_failed", { reason, journal }, { details: stuck, cause: error });
  }
  for (const { target } of progress.staged) {
    const { next, former } = besideOf(target, run.id);
    rmSync(next, { force: true });
    rmSync(former, { force: true });
  }
  forgetRun(run.id, cwd);
  removeEmptyFolders(progress.folders);
}

/** Folder by folder, since Node says ENOENT of a whole way that a read-only disk refuses. */
function makeFolder(folder: string, cwd: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    throw writeError(error, relative(cwd, folder) || folder);
  }
}
