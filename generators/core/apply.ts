import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode, writeError } from "./failures.ts";
import { insideOf } from "./inside.ts";
import { forgetRun, JOURNAL_FOLDER, type JournalRun, markRun, recordRun, runFolder } from "./journal.ts";
import type { Change } from "./plan.ts";

export interface ApplyOptions {
  /** The project's root; it is made when it is not there. */
  readonly cwd: string;
  /** As typed, for the journal. */
  readonly command: string;
  readonly now: Date;
}

/** A file of this run on its way: written beside its place, then put there in one step. */
interface Staged {
  readonly path: string;
  readonly target: string;
  readonly temporary: string;
  /** The former file under a second name, so that putting it back takes no space. Null: there was none. */
  readonly backup: string | null;
}

/** What this run has put on disk so far; newest last. */
interface Progress {
  readonly folders: string[];
  readonly staged: Staged[];
  readonly placed: Staged[];
}

/**
 * Writes every change that is not `same`, all or none, and gives the run's record; null when there was nothing to write.
 * By synchronous calls: nothing else runs meanwhile, and on Node's thread pool each would take ten times as long.
 * A `conflict` in the list is overwritten: leave out those that the reader keeps.
 * The run is in the journal before the first file changes. On any failure everything of this run is put back, created folders
 * and the record included. Throws a GeneratorError: `path_outside`, `disk_full`, `not_writable`,
 * `write_failed`, or `put_back_failed` when even that was impossible.
 */
export async function applyChanges(changes: readonly Change[], options: ApplyOptions): Promise<JournalRun | null> {
  const wanted = changes.filter((change) => change.state !== "same");
  if (wanted.length === 0) return null;
  const progress: Progress = { folders: [], staged: [], placed: [] };
  const run = record(wanted, options, progress);
  try {
    const checkInside = insideOf(options.cwd);
    for (const change of wanted) {
      checkInside(change.path);
      stage(change, options.cwd, { progress, id: run.id });
    }
    for (const staged of progress.staged) place(staged, progress);
    const applied = markRun(run, "applied", options.cwd);
    dropBackups(progress);
    return applied;
  } catch (error) {
    putBack(progress, { run, cwd: options.cwd, error });
    throw writeError(error, options.cwd);
  }
}

function record(changes: readonly Change[], options: ApplyOptions, progress: Progress): JournalRun {
  try {
    makeFolder(join(options.cwd, JOURNAL_FOLDER), options.cwd, progress);
    return recordRun(changes, options);
  } catch (error) {
    removeFolders(progress.folders);
    throw writeError(error, JOURNAL_FOLDER);
  }
}

/** Everything that takes space, or that permissions can refuse, happens here, before the first file changes. */
function stage(
  change: Change,
  cwd: string,
  { progress, id }: { readonly progress: Progress; readonly id: string },
): void {
  try {
    const there = join(cwd, change.path);
    makeFolder(dirname(there), cwd, progress);
    const target = change.before === null ? there : realpathSync.native(there);
    const beside = join(dirname(target), `.${basename(target)}.${id}`);
    const staged: Staged = {
      path: change.path,
      target,
      temporary: `${beside}.new`,
      backup: change.before === null ? null : `${beside}.old`,
    };
    progress.staged.push(staged);
    writeFileSync(staged.temporary, change.after, { flag: "wx", mode: change.mode });
    if (staged.backup === null) return;
    // The umask cuts the mode of new files, as it should; a file that is there keeps its own.
    chmodSync(staged.temporary, change.mode);
    keepBackup(target, staged.backup);
  } catch (error) {
    throw writeError(error, change.path);
  }
}

function place(staged: Staged, progress: Progress): void {
  try {
    renameSync(staged.temporary, staged.target);
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
  for (const { temporary, backup } of progress.staged) {
    rmSync(temporary, { force: true });
    if (backup !== null) rmSync(backup, { force: true });
  }
  forgetRun(run.id, cwd);
  removeFolders(progress.folders);
}

/** Folder by folder, since Node says ENOENT of a whole way that a read-only disk refuses. */
function makeFolder(folder: string, cwd: string, progress: Progress): void {
  try {
    mkdirSync(folder);
    progress.folders.push(folder);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    if (errorCode(error) !== "ENOENT" || dirname(folder) === folder)
      throw writeError(error, relative(cwd, folder) || folder);
    makeFolder(dirname(folder), cwd, progress);
    makeFolder(folder, cwd, progress);
  }
}

function removeFolders(folders: readonly string[]): void {
  const deepestFirst = folders.toSorted((a, b) => b.length - a.length);
  for (const folder of deepestFirst) {
    try {
      rmdirSync(folder);
    } catch {
      // A folder that someone else has put a file into meanwhile stays.
    }
  }
}
