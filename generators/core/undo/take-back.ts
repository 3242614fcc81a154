import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Content, isSame } from "../content.ts";
import { isMissing, writeError } from "../failures.ts";
import { insideOf } from "../inside.ts";
import { readContents } from "../journal/read.ts";
import { type FileWrite, type RunHead, shaOf } from "../journal/record.ts";
import { compareIds, type JournalLayer, type JournalRun } from "../journal/run.ts";
import { type History, type Layer, layersOf } from "./history.ts";
import { Kept, type LiveLayer } from "./layers.ts";
import { insertLayer, type LayeredFile, removeLayer } from "./replay.ts";

/** What an undo or a redo does to one file. */
export interface TakenFile {
  readonly path: string;
  readonly before: Content;
  readonly after: Content;
  readonly mode: number;
  /** Why the file stays as it is although the run changed it; null when it does not stay. */
  readonly kept: string | null;
  readonly layers: readonly LiveLayer[];
}

export interface TakeBack {
  readonly run: JournalRun;
  readonly direction: "undo" | "redo";
  readonly files: readonly TakenFile[];
  /** Folders made for runs that will be undone then. */
  readonly emptied: readonly string[];
}

/**
 * Plans to take a run back, or to bring it again. Reads only.
 * Throws a GeneratorError: `journal_broken`, `path_outside`, `path_blocked`.
 */
export async function planTakeBack(
  { run, direction }: Pick<TakeBack, "run" | "direction">,
  history: History,
  cwd: string,
): Promise<TakeBack> {
  const checkInside = insideOf(cwd);
  const files: TakenFile[] = [];
  for (const layer of layersOf(run)) {
    checkInside(layer.path);
    const file = await takeFile(layer, { direction, history, cwd });
    if (file !== null) files.push(file);
  }
  return { run, direction, files, emptied: direction === "undo" ? foldersOf(run, history) : [] };
}

/** The files to write, and what the run's record says beside them. */
export function writesOf({ run, direction, files, emptied }: TakeBack): {
  readonly writes: readonly FileWrite[];
  readonly head: Pick<RunHead, "undoes" | "redoes" | "emptied" | "layers">;
} {
  const changed = files.filter(({ before, after }) => !isSame(before, after));
  const writes = changed.map(({ path, before, after, mode }): FileWrite => {
    return { kind: kindOf(before, after), path, before, after, mode };
  });
  const layers = Object.fromEntries(files.map(({ path, layers }) => [path, layers.map(recorded)]));
  const contents = files.flatMap(({ layers }) => layers.flatMap(({ before, after }) => [before, after]));
  const target = direction === "undo" ? { undoes: run.id } : { redoes: run.id };
  const kept = { files: layers, contents: contents.filter((content) => content !== null) };
  return { writes, head: { ...target, emptied, layers: kept } };
}

interface Taking {
  readonly direction: TakeBack["direction"];
  readonly history: History;
  readonly cwd: string;
}

/** Null when nothing is left of the run in this file. */
async function takeFile(own: Layer & { readonly path: string }, taking: Taking): Promise<TakenFile | null> {
  const { history, direction, cwd } = taking;
  const { path, mode, run } = own;
  // Every run has put its files there; what is undone since has left an empty list.
  const present = history.layers.get(path)!;
  const at = present.findIndex((layer) => layer.run === run);
  if (direction === "undo" && at === -1) return null;
  const older = present.filter((layer) => compareIds(layer.run, run) < 0).length;
  const file: LayeredFile = { content: readFile(path, cwd), layers: present.map((layer) => live(layer, cwd)) };
  const before = file.content;
  try {
    const { content, layers } = await (direction === "undo"
      ? removeLayer(path, file, at)
      : insertLayer(path, file, { layer: live(own, cwd), at: older }));
    return { path, mode, before, after: content, kept: null, layers };
  } catch (error) {
    if (!(error instanceof Kept)) throw error;
    // What is kept belongs to whoever edited it.
    const layers = file.layers.filter((layer) => layer.run !== run);
    return { path, mode, before, after: before, kept: error.message, layers };
  }
}

function live({ keptBy, before, after, ...layer }: Layer, cwd: string): LiveLayer {
  return { ...layer, before: readContents(before, keptBy, cwd), after: readContents(after, keptBy, cwd) };
}

function recorded({ before, after, ...layer }: LiveLayer): JournalLayer {
  return { ...layer, before: before && shaOf(before), after: after && shaOf(after) };
}

function readFile(path: string, cwd: string): Content {
  try {
    return readFileSync(join(cwd, path));
  } catch (error) {
    if (isMissing(error)) return null;
    throw writeError(error, path);
  }
}

function kindOf(before: Content, after: Content): FileWrite["kind"] {
  if (after === null) return "delete";
  return before === null ? "create" : "edit";
}

/** Also those of runs undone earlier: they may hold nothing any more only now. */
function foldersOf(run: JournalRun, { runs, undone }: History): readonly string[] {
  const isUndone = (id: string): boolean => id === run.id || undone.has(id);
  return [...new Set(runs.filter(({ id, redoes }) => isUndone(redoes ?? id)).flatMap(({ folders }) => folders))];
}
