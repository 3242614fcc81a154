/** One mistake of the config: the file (or `environment`, `flags`), the key, and what is wrong. */
export interface ConfigMistake {
  readonly file: string;
  /** Of a file of variables; counted from 1. */
  readonly line?: number | undefined;
  /** `server.port`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Key → the aliases below it: the entries of `databases`, `caches` and their like. */
export type Aliases = Readonly<Record<string, readonly string[]>>;
