import type { EditRecipe } from "../edits.ts";
import type { Operation } from "../plan.ts";

/** Below the project's root: one folder a run, with `run.json` and the contents it names by SHA-256. */
export const JOURNAL_FOLDER = ".mega/journal";

/** `planned`: being written, or cut off while it was · `applied`: every file is written. */
export type RunState = "planned" | "applied";

/** What `run.json` holds. */
export interface JournalRun {
  readonly v: 1;
  /** Sorts by `compareIds`, in the order of the runs: `20261123T120000123Z`, then `20261123T120000123Z-2`. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly command: string;
  readonly state: RunState;
  /** The run that this one takes back. */
  readonly undoes?: string;
  /** The run that this one brings again. */
  readonly redoes?: string;
  /** Folders made for its files, from the root, with `/`. */
  readonly folders: readonly string[];
  readonly operations: readonly JournalOperation[];
  /** Folders that it leaves empty, and removes. */
  readonly emptied?: readonly string[];
  /** What is left of each file's history after an undo or a redo. */
  readonly layers?: FileLayers;
}

export interface JournalOperation {
  readonly kind: Operation["kind"];
  readonly path: string;
  /** SHA-256 (hex) of the bytes before and after; the bytes are in the file of that name beside `run.json`. Null: no file. */
  readonly before: string | null;
  readonly after: string | null;
  readonly mode: number;
  /** Of an edit that can be followed again. */
  readonly recipe?: EditRecipe;
  readonly start?: string;
}

/** What one run did to one file, its contents kept in the folder of the run that recorded it. */
export interface JournalLayer extends Omit<JournalOperation, "path"> {
  /** The run of a generator that it belongs to. */
  readonly run: string;
}

/** By path: the layers of the runs that are not undone, oldest first. */
export type FileLayers = Readonly<Record<string, readonly JournalLayer[]>>;

/** Orders runs as they ran: by time, and within a millisecond by count. */
export function compareIds(a: string, b: string): number {
  const [stampA = "", countA = "1"] = a.split("-");
  const [stampB = "", countB = "1"] = b.split("-");
  if (stampA !== stampB) return stampA < stampB ? -1 : 1;
  return Number(countA) - Number(countB);
}

/** The id after `last` for a run at `now`. A clock that was set back does not change the order of runs. */
export function nextId(now: Date, last: string | undefined): string {
  const stamp = now.toISOString().replaceAll(/[-:.]/g, "");
  if (last === undefined || compareIds(last, stamp) < 0) return stamp;
  const [lastStamp = stamp, count = "1"] = last.split("-");
  return `${lastStamp}-${Number(count) + 1}`;
}
