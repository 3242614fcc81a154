import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { ModuleSignatures } from "../../../runtime/dev/messages.ts";
import { memoized } from "./memoized.ts";
import { isSettled, signatureOf, type Signature } from "./signature.ts";
import { modulePath } from "./module-path.ts";
import { type TransformedModule, transformModules } from "./transform.ts";

/** What is known of a module that is on the disk. */
export interface ModuleRecord {
  /** Every file that is in it, from the project's root, and what it was like then. */
  readonly inputs: Readonly<Record<string, Signature>>;
  /** The module itself, as it was written. */
  readonly module: Signature;
  /** When its files were read, in milliseconds. */
  readonly readAt: number;
  readonly imports: readonly string[];
  readonly packages: readonly string[];
}

/** File, from the project's root → its module. */
export type ModuleRecords = Readonly<Record<string, ModuleRecord>>;

export interface ModulesPlace {
  /** Absolute path of the project, without links. */
  readonly root: string;
  /** Absolute path of the folder that the modules are in. */
  readonly folder: string;
  readonly now: () => Date;
  /** Where a module is written before it takes its place: the start of paths of its own in the same file system. */
  readonly half: string;
}

/** The modules of a project on the disk, one a file. Only what changed since the last time is made anew. */
export class Modules {
  readonly #place: ModulesPlace;
  #records: ReadonlyMap<string, ModuleRecord>;
  #halves = 0;

  /** `records`: what an earlier process has left; what is no longer true of it does no harm. */
  constructor(place: ModulesPlace, records: ModuleRecords) {
    this.#place = place;
    this.#records = new Map(Object.entries(records));
  }

  get records(): ModuleRecords {
    return Object.fromEntries(this.#records);
  }

  /** What the modules are like on the disk, by path from their folder. */
  signatures(): ModuleSignatures {
    return Object.fromEntries([...this.#records].map(([file, { module }]) => [modulePath(file), module]));
  }

  /**
   * Brings the modules of these files, and of all that they import, up to date; others are removed. When one has a
   * mistake, none is written. Throws a RuntimeFailure `build_failed`.
   */
  async update(entries: readonly string[]): Promise<void> {
    const readAt = this.#place.now().getTime();
    const look = memoized((file: string) => signatureOf(join(this.#place.root, file)));
    const kept = new Map<string, ModuleRecord>();
    const made = new Map<string, TransformedModule>();
    let next = [...new Set(entries)];
    while (next.length > 0) {
      const fresh = next.filter((file) => this.#isFresh(file, look));
      for (const file of fresh) kept.set(file, this.#records.get(file) as ModuleRecord);
      for (const one of await this.#transform(next.filter((file) => !kept.has(file)))) made.set(one.file, one);
      const imported = next.flatMap((file) => (kept.get(file) ?? made.get(file))?.imports ?? []);
      next = [...new Set(imported)].filter((file) => !kept.has(file) && !made.has(file));
    }
    const written = [...made.values()].map((one) => this.#write(one, readAt));
    const before = this.#records;
    this.#records = new Map([...kept, ...written]);
    const gone = [...before.keys()].filter((file) => !this.#records.has(file));
    await Promise.all(gone.map((file) => this.#remove(file)));
  }

  #isFresh(file: string, look: (file: string) => Signature | undefined): boolean {
    const record = this.#records.get(file);
    if (record === undefined || signatureOf(this.#pathOf(file)) !== record.module) return false;
    const { inputs, imports, readAt } = record;
    return (
      Object.entries(inputs).every(([input, known]) => look(input) === known && isSettled(known, readAt)) &&
      // One that is gone is a mistake of the file that imports it.
      imports.every((imported) => look(imported) !== undefined)
    );
  }

  async #transform(files: readonly string[]): Promise<readonly TransformedModule[]> {
    const { root, folder } = this.#place;
    return files.length === 0 ? [] : transformModules(files, { root, outDir: folder });
  }

  /** In this turn: for the few files of a save that takes a tenth of the time that asking for it takes. */
  #write(made: TransformedModule, readAt: number): readonly [string, ModuleRecord] {
    const { file, code, map, imports, packages } = made;
    const path = this.#pathOf(file);
    mkdirSync(dirname(path), { recursive: true });
    this.#replace(`${path}.map`, map);
    this.#replace(path, code);
    // What changed since it was read is not settled at `readAt`.
    const inputs = made.inputs.map((input) => [input, signatureOf(join(this.#place.root, input)) ?? GONE] as const);
    const module = signatureOf(path) ?? GONE;
    return [file, { inputs: Object.fromEntries(inputs), module, readAt, imports, packages }];
  }

  /** A process that loads the module meanwhile gets the one or the other, never a half. */
  #replace(path: string, content: string | Uint8Array): void {
    const half = `${this.#place.half}-${++this.#halves}`;
    writeFileSync(half, content);
    renameSync(half, path);
  }

  async #remove(file: string): Promise<void> {
    const path = this.#pathOf(file);
    await Promise.all([rm(path, { force: true }), rm(`${path}.map`, { force: true })]);
  }

  #pathOf(file: string): string {
    return join(this.#place.folder, modulePath(file));
  }
}

/** The signature of no file. */
const GONE: Signature = "0:gone";
