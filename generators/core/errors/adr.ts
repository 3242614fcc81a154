import type { ErrorRows } from "./row.ts";

/** Decision records. */
export interface AdrErrorValues {
  readonly adr_title_refused: { readonly title: string; readonly reason: string };
  readonly adr_unknown: { readonly ref: string; readonly dir: string; readonly near: string | undefined };
  readonly adr_ambiguous: { readonly ref: string; readonly files: readonly string[] };
  readonly adr_status_unknown: { readonly status: string; readonly known: readonly string[] };
  readonly adr_link_refused: { readonly text: string };
  readonly adr_same: { readonly file: string };
  readonly adr_number_taken: { readonly number: number; readonly file: string };
  readonly adr_no_number: { readonly file: string };
}

export const adrErrors: ErrorRows<AdrErrorValues> = {
  adr_title_refused: {
    kind: "usage",
    message: (v) => `${JSON.stringify(v.title)} cannot be the title of a record: ${v.reason}`,
    hint: () => 'say in a few words what was decided: mega adr new "Use Postgres"',
  },
  adr_unknown: {
    kind: "usage",
    message: (v) => `there is no record ${JSON.stringify(v.ref)} in ${v.dir}`,
    hint: (v) => (v.near === undefined ? "`mega adr list` lists the records" : `did you mean ${v.near}?`),
  },
  adr_ambiguous: {
    kind: "usage",
    message: (v) => `${JSON.stringify(v.ref)} means several records: ${v.files.join(", ")}`,
    hint: () => "name the file; `mega adr renumber` gives one of two with the same number another",
  },
  adr_status_unknown: {
    kind: "usage",
    message: (v) => `${JSON.stringify(v.status)} is no status of a record`,
    hint: (v) => `use one of ${v.known.join(", ")}`,
  },
  adr_link_refused: {
    kind: "usage",
    message: (v) => `${JSON.stringify(v.text)} is no link`,
    hint: () =>
      'a link is record:relation:relation back, such as "3:Amends:Amended by", each on one line without brackets',
  },
  adr_same: {
    kind: "usage",
    message: (v) => `${v.file} cannot be linked to itself`,
    hint: () => "name two records",
  },
  adr_number_taken: {
    kind: "failure",
    message: (v) => `the number ${v.number} is taken by ${v.file}`,
    hint: () => "choose another number, or none for the next free one",
  },
  adr_no_number: {
    kind: "failure",
    message: (v) => `${v.file} is known by its date, not by a number`,
    hint: () => "records with dates need no new numbers",
  },
};
