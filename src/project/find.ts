/** A folder with a `mega.config.ts`. */
export interface Project {
  /** Absolute, real path. */
  readonly root: string;
  /** `name` of its package.json, else the folder's name. */
  readonly name: string;
}
