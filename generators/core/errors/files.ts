import type { ErrorRows } from "./row.ts";

/** Files that generators read and edit. */
export interface FilesErrorValues {
  readonly template_broken: { readonly file: string; readonly line: number; readonly reason: string };
  readonly templates_missing: { readonly folder: string };
  readonly template_missing: {
    readonly what: string;
    readonly near: string | undefined;
    readonly known: readonly string[];
  };
  readonly locale_broken: { readonly file: string; readonly reason: string };
  readonly config_broken: { readonly file: string; readonly reason: string };
  readonly edit_missing: { readonly path: string };
  readonly plan_doubled: { readonly path: string };
}

export const filesErrors: ErrorRows<FilesErrorValues> = {
  template_broken: {
    kind: "failure",
    message: (v) => `${v.file}:${v.line}: ${v.reason}`,
    hint: () => "correct the template, or give it the variable it asks for",
  },
  templates_missing: {
    kind: "failure",
    message: (v) => `there are no templates in templates/${v.folder}`,
    hint: (v) => `write templates/${v.folder}/<name>.hbs, or correct the name that is given to render`,
  },
  template_missing: {
    kind: "usage",
    message: (v) => `there is no template ${JSON.stringify(v.what)}`,
    hint: (v) => (v.near === undefined ? `there are ${v.known.join(", ")}` : `did you mean ${v.near}?`),
  },
  locale_broken: {
    kind: "failure",
    message: (v) => `${v.file} cannot be edited: ${v.reason}`,
    hint: () => "correct the file and run the command again; nothing was written",
  },
  config_broken: {
    kind: "failure",
    message: (v) => `${v.file} cannot be edited: ${v.reason}`,
    hint: () => "correct the file and run the command again; nothing was written",
  },
  edit_missing: {
    kind: "failure",
    message: (v) => `${v.path} has to be edited and is not there`,
    hint: () => "put the file back and run the command again; nothing was written",
  },
  plan_doubled: {
    kind: "failure",
    message: (v) => `the plan makes ${v.path} more than once`,
    hint: () => "a generator makes a file once, and may edit it then; nothing was written",
  },
};
