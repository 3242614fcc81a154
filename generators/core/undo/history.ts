import type { JournalLayer, JournalRun } from "../journal/run.ts";

/** What the records of all runs say together. */
export interface History {
  /** Those that came to their end, oldest first. */
  readonly runs: readonly JournalRun[];
  /** Ids of the generators' runs that are undone now. */
  readonly undone: ReadonlySet<string>;
  /** By path: what the runs that are not undone did to the file, oldest first. */
  readonly layers: ReadonlyMap<string, readonly Layer[]>;
}

/** What one run did to one file. */
export interface Layer extends JournalLayer {
  /** The run that keeps its contents. */
  readonly keptBy: string;
}

/** Which runs are undone, and what is left of the others, follows from the records alone: nothing of it is stored twice. */
export function historyOf(records: readonly JournalRun[]): History {
  const runs = records.filter(({ state }) => state === "applied");
  const undone = new Set<string>();
  const layers = new Map<string, readonly Layer[]>();
  for (const run of runs) {
    if (run.undoes !== undefined) undone.add(run.undoes);
    if (run.redoes !== undefined) undone.delete(run.redoes);
    for (const [path, ofFile] of Object.entries(run.layers ?? {})) {
      layers.set(
        path,
        ofFile.map((layer) => Object.assign({ keptBy: run.id }, layer)),
      );
    }
    if (!isGenerated(run)) continue;
    for (const layer of layersOf(run)) layers.set(layer.path, [...(layers.get(layer.path) ?? []), layer]);
  }
  return { runs, undone, layers };
}

/** What a generator's run did, file by file. */
export function layersOf(run: JournalRun): readonly (Layer & { readonly path: string })[] {
  return run.operations.map((operation) => Object.assign({ run: run.id, keptBy: run.id }, operation));
}

/** Whether a run is a generator's own, and not an undo or a redo of one. */
export function isGenerated({ undoes, redoes }: JournalRun): boolean {
  return undoes === undefined && redoes === undefined;
}
