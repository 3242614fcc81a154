import type { ErrorRows } from "./row.ts";

/** The journal of runs, and what undo and redo ask of it. */
export interface JournalErrorValues {
  readonly journal_broken: { readonly file: string; readonly reason: string };
  readonly run_unknown: { readonly id: string; readonly several: readonly string[] };
  readonly run_undone: { readonly id: string; readonly command: string };
  readonly run_active: { readonly id: string; readonly command: string };
  readonly nothing_to_undo: { readonly runs: number };
  readonly nothing_to_redo: { readonly runs: number };
}

export const journalErrors: ErrorRows<JournalErrorValues> = {
  journal_broken: {
    kind: "failure",
    message: (v) => `${v.file} cannot be read: ${v.reason}`,
    hint: () => "put the file back, or remove the folder it is in: mega then forgets that run",
  },
  run_unknown: {
    kind: "usage",
    message: (v) =>
      v.several.length === 0
        ? `there is no run ${JSON.stringify(v.id)}`
        : `${JSON.stringify(v.id)} is the start of several runs: ${v.several.join(", ")}`,
    hint: () => "`mega history` lists the runs; the start of an id is enough when only one has it",
  },
  run_undone: {
    kind: "failure",
    message: (v) => `${v.id} is undone already: ${v.command}`,
    hint: (v) => `\`mega redo ${v.id}\` brings it again`,
  },
  run_active: {
    kind: "failure",
    message: (v) => `${v.id} is not undone: ${v.command}`,
    hint: (v) => `\`mega undo ${v.id}\` takes it back`,
  },
  nothing_to_undo: {
    kind: "failure",
    message: () => "there is no run to undo",
    hint: (v) => (v.runs === 0 ? "nothing was generated here yet" : "`mega history` lists the runs"),
  },
  nothing_to_redo: {
    kind: "failure",
    message: () => "no run is undone",
    hint: (v) => (v.runs === 0 ? "nothing was generated here yet" : "`mega history` lists the runs"),
  },
};
