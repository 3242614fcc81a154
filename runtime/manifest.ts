/**
 * What the compiler hands to the runtime: one module whose default export names every file of a project that is found by
 * folder. Modules are loaded lazily, so that one file that throws can be named, and a command that needs only the
 * config does not run the routes.
 */
export interface Manifest {
  /** `mega.config.ts`. */
  readonly config: ManifestFile;
  /** One for each `apps/<name>/` that holds an `app.config.ts`, sorted by name. */
  readonly apps: readonly AppManifest[];
  /** `db/migrations/*.ts`, sorted by name. */
  readonly migrations: readonly ManifestFile[];
  /** `db/seeds/*.ts`, sorted by name. */
  readonly seeds: readonly ManifestFile[];
  /** Of a console: what can be imported at its prompt. */
  readonly imports?: ManifestImports;
}

export interface ManifestImports {
  /** Every module of the project, loaded when it is asked for; the same instances that the apps have. */
  readonly files: readonly ManifestFile[];
  /** Imports anything as a module of the project would: a package, `node:fs`, a `file:` address. */
  readonly load: (specifier: string, options?: ImportCallOptions) => Promise<unknown>;
}

/** One TypeScript module of the project. */
export interface ManifestFile {
  /** Path from the project's root, with `/`: `apps/main/routes/posts.ts`. */
  readonly file: string;
  /** Resolves to the module's namespace (its one thing is the `default` export). */
  readonly load: () => Promise<unknown>;
}

/** A text of the project that is carried inside the manifest: a view's Handlebars source. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/** What an app says, as opposed to what it does: it can be exchanged while the app runs. */
export interface AppTexts {
  /** `apps/<name>/locales/server/<lang>.json`: language → parsed messages. */
  readonly locales: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `apps/<name>/views/**\/*.hbs`: path below `views/` without its ending → source. */
  readonly views: Readonly<Record<string, ManifestText>>;
}

export interface AppManifest extends AppTexts {
  readonly name: string;
  /** `apps/<name>/app.config.ts`. */
  readonly config: ManifestFile;
  /** `apps/<name>/routes/**\/*.ts`, sorted. */
  readonly routes: readonly ManifestFile[];
  /** `apps/<name>/services/**\/*.ts`, sorted. */
  readonly services: readonly ManifestFile[];
  /**
   * Loads all services and routes at once, in their order, which takes a quarter of the time of one by one. It may fail: what
   * is wrong with a file is told by its own `load`. The default export has each module by its file.
   */
  readonly loadCode?: () => Promise<{ readonly default: Readonly<Record<string, unknown>> }>;
  /** `apps/<name>/public` from the project's root when that folder exists, else null. */
  readonly publicDir: string | null;
}
