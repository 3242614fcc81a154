import { chmod, copyFile, link, mkdir, realpath, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode, writeError } from "./failures.ts";
import { checkInside } from "./inside.ts";
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
 * A `conflict` in the list is overwritten: leave out those that the reader keeps.
 * The run is in the journal before the first file changes. On any failure everything of this run is put back, created folders
 * and the record included. Throws a GeneratorError: `path_outside`, `disk_full`, `not_writable`,
 * `write_failed`, or `put_back_failed` when even that was impossible.
 */
export async function applyChanges(changes: readonly Change[], options: ApplyOptions): Promise<JournalRun | null> {
  const wanted = changes.filter((change) => change.state !== "same");
  if (wanted.length === 0) return null;
  const progress: Progress = { folders: [], staged: [], placed: [] };
  const run = await record(wanted, options, progress);
  try {
    for (const change of wanted) await stage(change, options.cwd, { progress, id: run.id });
    for (const staged of progress.staged) await place(staged, progress);
    const applied = await markRun(run, "applied", options.cwd);
    await dropBackups(progress);
    return applied;
  } catch (error) {
    await putBack(progress, { run, cwd: options.cwd, error });
    throw writeError(error, options.cwd);
  }
}

async function record(changes: readonly Change[], options: ApplyOptions, progress: Progress): Promise<JournalRun> {
  try {
    await makeFolder(join(options.cwd, JOURNAL_FOLDER), options.cwd, progress);
    return await recordRun(changes, options);
  } catch (error) {
    await removeFolders(progress.folders);
    throw writeError(error, JOURNAL_FOLDER);
  }
}

/** Everything that takes space, or that permissions can refuse, happens here, before the first file changes. */
async function stage(
  change: Change,
  cwd: string,
  { progress, id }: { readonly progress: Progress; readonly id: string },
): Promise<void> {
  try {
    await checkInside(change.path, cwd);
    const there = join(cwd, change.path);
    await makeFolder(dirname(there), cwd, progress);
    const target = change.before === null ? there : await realpath(there);
    const beside = join(dirname(target), `.${basename(target)}.${id}`);
    const staged: Staged = {
      path: change.path,
      target,
      temporary: `${beside}.new`,
      backup: change.before === null ? null : `${beside}.old`,
    };
    progress.staged.push(staged);
    await writeFile(staged.temporary, change.after, { flag: "wx", mode: change.mode });
    if (staged.backup === null) return;
    // The umask cuts the mode of new files, as it should; a file that is there keeps its own.
    await chmod(staged.temporary, change.mode);
    await keepBackup(target, staged.backup);
  } catch (error) {
    throw writeError(error, change.path);
  }
}

async function place(staged: Staged, progress: Progress): Promise<void> {
  try {
    await rename(staged.temporary, staged.target);
    progress.placed.push(staged);
  } catch (error) {
    throw writeError(error, staged.path);
  }
}

async function keepBackup(target: string, backup: string): Promise<void> {
  try {
    await link(target, backup);
  } catch (error) {
    // File systems without hard links: a copy takes space but does the same.
    if (errorCode(error) === "ENOSPC") throw error;
    await copyFile(target, backup);
  }
}

async function dropBackups(progress: Progress): Promise<void> {
  const backups = progress.staged.flatMap(({ backup }) => backup ?? []);
  await Promise.all(backups.map((backup) => rm(backup, { force: true })));
}

/** Takes back what was placed, what was staged, and the folders made for it: newest first. */
async function putBack(
  progress: Progress,
  { run, cwd, error }: { readonly run: JournalRun; readonly cwd: string; readonly error: unknown },
): Promise<void> {
  const stuck: { readonly where: string; readonly message: string }[] = [];
  for (const { path, target, backup } of progress.placed.toReversed()) {
    try {
      await (backup === null ? rm(target, { force: true }) : rename(backup, target));
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
    await rm(temporary, { force: true });
    if (backup !== null) await rm(backup, { force: true });
  }
  await forgetRun(run.id, cwd);
  await removeFolders(progress.folders);
}

/** Folder by folder, since Node says ENOENT of a whole way that a read-only disk refuses. */
async function makeFolder(folder: string, cwd: string, progress: Progress): Promise<void> {
  try {
    await mkdir(folder);
    progress.folders.push(folder);
  } catch (error) {
    if (errorCode(error) === "EEXIST") return;
    if (errorCode(error) !== "ENOENT" || dirname(folder) === folder)
      throw writeError(error, relative(cwd, folder) || folder);
    await makeFolder(dirname(folder), cwd, progress);
    await makeFolder(folder, cwd, progress);
  }
}

async function removeFolders(folders: readonly string[]): Promise<void> {
  const deepestFirst = folders.toSorted((a, b) => b.length - a.length);
  // A folder that someone else has put a file into meanwhile stays.
  for (const folder of deepestFirst) await rmdir(folder).catch(() => undefined);
}
