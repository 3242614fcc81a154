import type { ErrorRows } from "./row.ts";

/** What is typed for a generator, or does not fit the project. */
export interface InputErrorValues {
  readonly name_refused: { readonly name: string; readonly reason: string };
  readonly fields_refused: { readonly count: number };
  readonly name_taken: { readonly what: string; readonly file: string };
  readonly factory_missing: {
    readonly field: string;
    readonly target: string;
    readonly file: string;
    readonly factory: string;
  };
  readonly owner_missing: { readonly owner: string; readonly files: readonly string[] };
}

export const inputErrors: ErrorRows<InputErrorValues> = {
  name_refused: {
    kind: "usage",
    message: (v) => `${v.name} cannot be a name: ${v.reason}`,
    hint: () => "use English letters and digits, starting with a letter: post, BlogPost, blog-post or admin/post",
  },
  fields_refused: {
    kind: "usage",
    message: (v) =>
      v.count === 1 ? "there is a mistake in the fields" : `there are ${v.count} mistakes in the fields`,
    hint: () => "a field is name:type[:modifier...], for example title:string:max=200 or author:ref:user:optional",
  },
  name_taken: {
    kind: "failure",
    message: (v) => `${v.what} is taken by ${v.file}`,
    hint: () => "choose another name, or remove that file first",
  },
  factory_missing: {
    kind: "failure",
    message: (v) => `${v.field} refers to ${v.target}, and there is no ${v.file} to make one for tests and seeds`,
    hint: (v) =>
      `write that file with an export ${v.factory}, or make the reference optional: ${v.field}:ref:${v.target}:optional`,
  },
  owner_missing: {
    kind: "failure",
    message: (v) => `rows cannot belong to ${v.owner}: there is no ${v.files.join(", no ")}`,
    hint: (v) =>
      v.owner === "user"
        ? "run `mega g auth` first: it makes users who can sign in"
        : "`mega g auth` makes users who can sign in; use --owner user, or write these files first",
  },
};
