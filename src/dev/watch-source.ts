/** What tells of changes below folders. Paths are absolute. */
export interface WatchSource {
  /** What it tells of, files and folders, as far as it knows now. */
  files(): Iterable<string>;
  close(): Promise<void>;
}

export interface WatchedEvents {
  /** Left out with everything below it. */
  readonly isIgnored: (path: string) => boolean;
  /** Something may have happened to this file. Called in the system's event itself, mostly more than once for one save. */
  readonly onEvent: (path: string) => void;
  readonly onError: (error: unknown) => void;
}
