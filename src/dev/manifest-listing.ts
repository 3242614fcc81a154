import { join } from "node:path";

import { listManifest, manifestFolders } from "../project/manifest.ts";
import { folderSignatureOf, isSettled, type Signature } from "./compile/signature.ts";

interface Listed {
  readonly files: readonly string[];
  readonly folders: ReadonlyMap<string, Signature>;
  /** In milliseconds. */
  readonly at: number;
}

/** The names of the files of a project's manifest, for who asks again and again: looked for when a folder has changed. */
export class ManifestListing {
  readonly #root: string;
  readonly #now: () => Date;
  #last: Listed | null = null;

  constructor(root: string, now: () => Date) {
    this.#root = root;
    this.#now = now;
  }

  /** From the project's root, sorted. */
  files(): readonly string[] {
    if (this.#last === null || !this.#holds(this.#last)) this.#last = this.#list();
    return this.#last.files;
  }

  #holds({ folders, at }: Listed): boolean {
    return [...folders].every(([folder, known]) => this.#signatureOf(folder) === known && isSettled(known, at));
  }

  #list(): Listed {
    const at = this.#now().getTime();
    // Ahead of the files: what comes between the two counts as changed.
    const folders = manifestFolders(this.#root).map((folder) => [folder, this.#signatureOf(folder)] as const);
    return { files: listManifest(this.#root), folders: new Map(folders), at };
  }

  #signatureOf(folder: string): Signature {
    return folderSignatureOf(join(this.#root, folder)) ?? GONE;
  }
}

/** Of a folder that is not there. */
const GONE: Signature = "0:gone";
