/** One mistake among several: the place (`field 2, title:strng`) and what is wrong there. */
export interface ErrorDetail {
  readonly where: string;
  readonly message: string;
}

/** `usage`: the input can be typed better, exit 2. `failure`: the input was fine and the work could not be done, exit 1. */
export type GeneratorErrorKind = "usage" | "failure";

/** Each way a generator refuses or fails, with the values its message needs; codes never change once released. */
export interface GeneratorErrorValues {
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
  readonly template_broken: { readonly file: string; readonly line: number; readonly reason: string };
  readonly locale_broken: { readonly file: string; readonly reason: string };
  readonly config_broken: { readonly file: string; readonly reason: string };
  readonly path_outside: { readonly path: string };
  readonly path_blocked: { readonly path: string; readonly reason: string };
  readonly edit_missing: { readonly path: string };
  readonly disk_full: { readonly path: string };
  readonly not_writable: { readonly folder: string; readonly reason: string };
  readonly write_failed: { readonly path: string; readonly reason: string };
  readonly put_back_failed: { readonly reason: string; readonly journal: string };
}

export type GeneratorErrorCode = keyof GeneratorErrorValues;

interface Row<Values> {
  readonly kind: GeneratorErrorKind;
  readonly message: (values: Values) => string;
  readonly hint: (values: Values) => string;
}

/** The error table: kind, message and hint of each code. */
export const generatorErrors: { readonly [Code in GeneratorErrorCode]: Row<GeneratorErrorValues[Code]> } = {
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
  template_broken: {
    kind: "failure",
    message: (v) => `${v.file}:${v.line}: ${v.reason}`,
    hint: () => "correct the template, or give it the variable it asks for",
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
  path_outside: {
    kind: "failure",
    message: (v) => `${v.path} leads out of the project`,
    hint: () => "files are written below the project's root only, symbolic links followed; nothing was written",
  },
  path_blocked: {
    kind: "failure",
    message: (v) => `${v.path} cannot be written: ${v.reason}`,
    hint: () => "move away what is in its place and run the command again; nothing was written",
  },
  edit_missing: {
    kind: "failure",
    message: (v) => `${v.path} has to be edited and is not there`,
    hint: () => "put the file back and run the command again; nothing was written",
  },
  disk_full: {
    kind: "failure",
    message: (v) => `the disk is full: ${v.path} could not be written`,
    hint: () => "free some space and run the command again; everything of this run was put back",
  },
  not_writable: {
    kind: "failure",
    message: (v) => `the folder ${v.folder} cannot be written to: ${v.reason}`,
    hint: () => "change its permissions and run the command again; everything of this run was put back",
  },
  write_failed: {
    kind: "failure",
    message: (v) => `${v.path} could not be written: ${v.reason}`,
    hint: () => "everything of this run was put back",
  },
  put_back_failed: {
    kind: "failure",
    message: (v) => `${v.reason}; after that, some files could not be put back`,
    hint: (v) => `their former contents are in ${v.journal}, under the SHA-256 that its run.json gives`,
  },
};

/** What a generator throws: what happened with the value, what to do next, and all mistakes of one input at once. */
export class GeneratorError<Code extends GeneratorErrorCode = GeneratorErrorCode> extends Error {
  override readonly name = "GeneratorError";
  readonly code: Code;
  readonly kind: GeneratorErrorKind;
  readonly hint: string;
  readonly details: readonly ErrorDetail[];

  constructor(
    code: Code,
    values: GeneratorErrorValues[Code],
    { details = [], ...options }: ErrorOptions & { readonly details?: readonly ErrorDetail[] } = {},
  ) {
    const row = generatorErrors[code];
    super(row.message(values), options);
    this.code = code;
    this.kind = row.kind;
    this.hint = row.hint(values);
    this.details = details;
  }
}
