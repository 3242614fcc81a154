import type { ErrorRows } from "./row.ts";

/** What is typed for a generator, or does not fit the project. */
export interface InputErrorValues {
  readonly name_refused: { readonly name: string; readonly reason: string };
  readonly fields_refused: { readonly count: number };
  readonly option_refused: { readonly option: string; readonly value: string; readonly expected: string };
  /** `only`: how the two names differ, where they are not the same. */
  readonly name_taken: { readonly what: string; readonly file: string; readonly only?: "case" | "number" };
  /** A generator of the project's own says why it cannot. */
  readonly generator_refused: { readonly reason: string; readonly hint: string };
  readonly table_missing: { readonly table: string; readonly near: string | undefined };
  readonly locale_refused: { readonly tag: string; readonly reason: string };
  readonly locale_missing: { readonly locale: string; readonly known: readonly string[] };
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
  option_refused: {
    kind: "usage",
    message: (v) => `${v.option} cannot be ${JSON.stringify(v.value)}`,
    hint: (v) => `it takes ${v.expected}`,
  },
  name_taken: {
    kind: "failure",
    message: (v) =>
      v.only === undefined ? `${v.what} is taken by ${v.file}` : `${v.what} differs only in ${v.only} from ${v.file}`,
    hint: () => "choose another name, or remove that file first",
  },
  generator_refused: {
    kind: "failure",
    message: (v) => v.reason,
    hint: (v) => v.hint,
  },
  table_missing: {
    kind: "failure",
    message: (v) => `there is no table ${v.table}: no model of the project has it, and no migration creates it`,
    hint: (v) =>
      v.near === undefined
        ? "leave the fields out to write the migration of such a table yourself"
        : `did you mean ${v.near}? Leave the fields out to write the migration of another table yourself`,
  },
  locale_refused: {
    kind: "usage",
    message: (v) => `${JSON.stringify(v.tag)} is no language: ${v.reason}`,
    hint: () => "use the tag of a language, such as de, pt-BR or zh-Hant",
  },
  locale_missing: {
    kind: "usage",
    message: (v) => `the app has no texts in ${JSON.stringify(v.locale)} to start from`,
    hint: (v) => (v.known.length === 0 ? "leave --from out" : `it has ${v.known.join(", ")}`),
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
