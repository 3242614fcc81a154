import { readRuns } from "../../generators/core/journal/read.ts";
import type { JournalRun } from "../../generators/core/journal/run.ts";
import { type History, historyOf } from "../../generators/core/undo/history.ts";
import type { CommandRun } from "../command.ts";
import type { Reporter } from "../ui/reporter.ts";
import { tableView } from "../ui/table.ts";

/** `mega history` */
export const run: CommandRun = async ({ project, ui }) => {
  const records = readRuns(project.root);
  const history = historyOf(records);
  const runs = records.map((record) => describe(record, history));
  return { data: { runs }, text: runs.length === 0 ? "nothing was generated yet" : listView(runs, ui.colors) };
};

interface ToldRun {
  readonly id: string;
  readonly at: string;
  readonly command: string;
  /** `planned`: cut off, and put back by the next command that writes. */
  readonly state: "planned" | "applied" | "undone";
  /** How many files it wrote or removed. */
  readonly files: number;
}

function describe({ id, at, command, state, operations }: JournalRun, { undone }: History): ToldRun {
  const files = operations.filter(({ before, after }) => before !== after).length;
  return { id, at, command, state: undone.has(id) ? "undone" : state, files };
}

/** The newest first: that is what one looks for. */
function listView(runs: readonly ToldRun[], colors: Reporter["colors"]): string {
  const paint = { applied: colors.green, undone: colors.dim, planned: colors.red } as const;
  const rows = runs
    .toReversed()
    .map(({ id, state, files, command }) => [
      colors.dim(id),
      paint[state](state === "planned" ? "cut off" : state),
      `${files} file${files === 1 ? "" : "s"}`,
      command,
    ]);
  return tableView(rows);
}
