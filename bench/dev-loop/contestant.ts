/** A server that runs with its watcher, and the files that are saved in it. */
export interface Contestant {
  readonly name: string;
  readonly target: string;
  /** Absolute path of the project. */
  readonly folder: string;
  /** Run in the project's folder, with the port to listen on in `PORT`. */
  readonly command: readonly string[];
  /** A path that it answers as soon as it runs. */
  readonly path: string;
  readonly edits: readonly Edit[];
}

/** Saves a file with another mark, which is then in the answer of `path`: in its text, or in the header `x-mark`. */
export interface Edit {
  /** From the project's folder. */
  readonly file: string;
  readonly path: string;
  readonly text: (mark: string) => string;
}

/** Where contestants are made. All paths are absolute. */
export interface Place {
  /** The repository, built. */
  readonly root: string;
  /** Holds the packages of the peers. */
  readonly peers: string;
  /** An empty folder for their projects. */
  readonly base: string;
}
