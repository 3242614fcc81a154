import { GeneratorError } from "../errors.ts";
import type { JournalRun } from "../journal/run.ts";
import { type History, isGenerated } from "./history.ts";

/**
 * The run to undo: the last one that is not undone, or the one whose id starts so. The id of a redo means the run it brought.
 * Throws a GeneratorError: `nothing_to_undo`, `run_unknown`, `run_undone`.
 */
export function findUndo(history: History, id?: string): JournalRun {
  const active = history.runs.filter((run) => isGenerated(run) && !history.undone.has(run.id));
  if (id === undefined) return active.at(-1) ?? fail("nothing_to_undo", history);
  const run = meant(history, id);
  if (active.includes(run)) return run;
  throw new GeneratorError("run_undone", { id: run.id, command: run.command });
}

/**
 * The run to bring again: the one that was undone last, or the one whose id starts so. The id of an undo means the run it took
 * back. Throws a GeneratorError: `nothing_to_redo`, `run_unknown`, `run_active`.
 */
export function findRedo(history: History, id?: string): JournalRun {
  if (id === undefined) {
    const last = history.runs.findLast(({ undoes }) => undoes !== undefined && history.undone.has(undoes));
    return last === undefined ? fail("nothing_to_redo", history) : meant(history, last.id);
  }
  const run = meant(history, id);
  if (history.undone.has(run.id)) return run;
  throw new GeneratorError("run_active", { id: run.id, command: run.command });
}

function meant({ runs }: History, id: string): JournalRun {
  const exact = runs.filter((run) => run.id === id);
  const found = exact.length > 0 ? exact : runs.filter((run) => run.id.startsWith(id));
  const [run, ...others] = found;
  if (run === undefined || others.length > 0 || id === "")
    throw new GeneratorError("run_unknown", { id, several: found.map((one) => one.id).slice(0, 5) });
  const target = run.undoes ?? run.redoes;
  return runs.find((one) => one.id === target) ?? run;
}

function fail(code: "nothing_to_undo" | "nothing_to_redo", { runs }: History): never {
  throw new GeneratorError(code, { runs: runs.length });
}
