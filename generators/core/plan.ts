import type { EditRecipe } from "./edits.ts";

/** What a generator wants done, in order. Pure data and pure functions: making a plan touches nothing. */
export interface Plan {
  /** The command that asked for it, as typed: `mega scaffold crud post title:string`. Recorded in the journal. */
  readonly command: string;
  readonly operations: readonly Operation[];
}

export type Operation = CreateOperation | EditOperation | DeleteOperation;

/** A whole file. */
export interface CreateOperation {
  readonly kind: "create";
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly content: string;
  /** Unix permissions; default 0o644. */
  readonly mode?: number;
}

/** A change of a file that is there: a locale, package.json. */
export interface EditOperation {
  readonly kind: "edit";
  readonly path: string;
  readonly edit: Edit;
  /** What the edit starts from when there is no file; without it a missing file is an error. */
  readonly start?: string;
}

/**
 * Takes the present text and gives the new one; the same text when nothing is to do. A recipe can be followed again on
 * another text, which undo does when an earlier run is taken back; a function cannot be kept, so its change is merged then.
 * A function throws a GeneratorError when it cannot do its work.
 */
export type Edit = EditRecipe | ((before: string) => string);

/** The end of a file. One that is not there is nothing to do. */
export interface DeleteOperation {
  readonly kind: "delete";
  readonly path: string;
}

/** An operation held against the disk. */
export interface Change {
  readonly kind: Operation["kind"];
  readonly path: string;
  readonly state: ChangeState;
  /** Null when there is no file. */
  readonly before: string | null;
  /** Null when there will be none. */
  readonly after: string | null;
  readonly mode: number;
  /** Of an edit that can be followed again. */
  readonly recipe?: EditRecipe;
  readonly start?: string;
}

/**
 * `same`: nothing to do · `new`: no file there · `changed`: an edit · `removed`: the file goes · `conflict`: a file is there
 * and differs.
 */
export type ChangeState = "same" | "new" | "changed" | "removed" | "conflict";

/** What is known of a project while planning; gathered by the caller so that planning stays pure. */
export interface ProjectFacts {
  readonly name: string;
  /** The app the generator works in, `main` by default. */
  readonly app: string;
  /**
   * The files of the app but its public ones, those of `db`, `test`, `plugins` and `generators`, and the models and services of the
   * other apps: from the project's root, with `/`.
   */
  readonly files: ReadonlySet<string>;
  /** What each model file of the project defines: `apps/main/models/post.ts` → table `posts`. */
  readonly models: ReadonlyMap<string, ModelFacts>;
  /** Languages of `apps/<app>/locales/server`. */
  readonly locales: readonly string[];
  /** The app has `views/layout.hbs`. */
  readonly hasViews: boolean;
  /** Local time of the run, for migration names. */
  readonly now: Date;
  /** The text of a file of the project, from its root, with `/`; null where there is none. */
  readonly read: (path: string) => string | null;
}

/** What a model file says of its model. */
export interface ModelFacts {
  /** The table in code. */
  readonly table: string;
  /** Its first field that tells rows apart in words (string, email, slug); null when it has none. */
  readonly labelColumn: string | null;
  /** The column that says whose rows they are; null when they are everybody's. */
  readonly ownerColumn: string | null;
}
