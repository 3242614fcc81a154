import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import type { RenderedBuild } from "./render-build.ts";

interface Written {
  readonly build: RenderedBuild;
  /** How many hold it. */
  holders: number;
}

/** A build's files on the disk, for who runs it. */
export interface HeldBuild {
  readonly build: RenderedBuild;
  /** Takes them away when nobody holds them any more, and no build that comes could be alike. */
  release(): Promise<void>;
}

/**
 * What builds have for themselves beside the modules. Two builds in a row that are alike, as most are, share the files: a
 * process that waits has loaded them already.
 */
export class BuildFiles {
  readonly #folder: string;
  /** Of this process, in the names of its files. */
  readonly #run: string;
  #last: Written | null = null;
  readonly #written = new Set<Written>();
  #builds = 0;

  constructor(folder: string, run: string) {
    this.#folder = folder;
    this.#run = run;
  }

  /** `render` makes a build's files for the name that tells it from others. */
  async hold(render: (name: string) => RenderedBuild): Promise<HeldBuild> {
    const before = this.#last;
    const written = before !== null && this.#isStill(before, render(this.#name)) ? before : this.#write(render);
    written.holders++;
    this.#last = written;
    if (before !== null && before !== written) await this.#clean(before);
    return { build: written.build, release: () => this.#release(written) };
  }

  /** Removes all of them. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#written].map((written) => this.#remove(written)));
  }

  get #name(): string {
    return `${this.#builds}-${this.#run}`;
  }

  /** Whether the files hold what these would; somebody may have cleared the folder. */
  #isStill({ build }: Written, other: RenderedBuild): boolean {
    return isAlike(build, other) && [...build.texts.keys()].every((name) => existsSync(join(this.#folder, name)));
  }

  #write(render: (name: string) => RenderedBuild): Written {
    this.#builds++;
    const build = render(this.#name);
    const written = { build, holders: 0 };
    this.#written.add(written);
    mkdirSync(this.#folder, { recursive: true });
    for (const [name, text] of build.texts) writeFileSync(join(this.#folder, name), text);
    return written;
  }

  async #release(written: Written): Promise<void> {
    written.holders--;
    if (written !== this.#last) await this.#clean(written);
  }

  async #clean(written: Written): Promise<void> {
    if (written.holders === 0) await this.#remove(written);
  }

  async #remove(written: Written): Promise<void> {
    this.#written.delete(written);
    await Promise.all([...written.build.texts.keys()].map((name) => rm(join(this.#folder, name), { force: true })));
  }
}

function isAlike(a: RenderedBuild, b: RenderedBuild): boolean {
  return a.texts.size === b.texts.size && [...a.texts].every(([name, text]) => b.texts.get(name) === text);
}
