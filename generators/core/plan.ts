/** What a generator wants done, in order. Pure data and pure functions: making a plan touches nothing. */
export interface Plan {
  /** The command that asked for it, as typed: `mega scaffold crud post title:string`. Recorded in the journal. */
  readonly command: string;
  readonly operations: readonly Operation[];
}

export type Operation = CreateOperation | EditOperation;

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
  /** Takes the present text and gives the new one; the same text when nothing is to do. Throws a GeneratorError when it cannot. */
  readonly edit: (before: string) => string;
}

/** An operation held against the disk. `before` is null when there is no file. */
export interface Change {
  readonly kind: Operation["kind"];
  readonly path: string;
  readonly state: ChangeState;
  readonly before: string | null;
  readonly after: string;
  readonly mode: number;
}

/** `same`: nothing to do · `new`: no file there · `changed`: an edit · `conflict`: a file is there and differs. */
export type ChangeState = "same" | "new" | "changed" | "conflict";

/** What is known of a project while planning; gathered by the caller so that planning stays pure. */
export interface ProjectFacts {
  readonly name: string;
  /** The app the generator works in, `main` by default. */
  readonly app: string;
  /** Every file below the project's root that generators look at, from the root, with `/`. */
  readonly files: ReadonlySet<string>;
  /** What each model file of the project defines: `apps/main/models/post.ts` → table `posts`. */
  readonly models: ReadonlyMap<string, ModelFacts>;
  /** Languages of `apps/<app>/locales/server`. */
  readonly locales: readonly string[];
  /** The app has `views/layout.hbs`. */
  readonly hasViews: boolean;
  /** Local time of the run, for migration names. */
  readonly now: Date;
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
