import { setTimeout } from "node:timers/promises";

import type { Preparation, RuntimeProcess } from "./runtime-process.ts";

/** What a version that has just begun to serve gets for its first answers before the next process takes a core. */
const REFILL_MS = 60;
/** As much for the first of a run: its process has rehearsed nothing, so that its first answers take longer. */
const FIRST_REFILL_MS = 400;
/** How many wait while somebody works: a save right after another finds one that is ready. */
const WAITING = 2;
/** For so many saves a second one gets ready without a pause, after one that found none. */
const HASTE = 10;
/** Times without a save, in milliseconds. */
const PAUSES: Pauses = {
  // While saves come second by second, getting another ready would take the processor from them.
  second: 1_500,
  // Each holds some 90 MB.
  enough: 5 * 60_000,
};

/** A process that waits compiles so many. */
const MOST_SCHEMAS = 32;

interface Pauses {
  /** After this a second one gets ready. */
  readonly second: number;
  /** After this one is enough. */
  readonly enough: number;
}

export interface SpareRuntimesOptions {
  readonly start: () => Promise<RuntimeProcess>;
  readonly pauses?: Pauses;
}

/** Keeps processes ahead that have loaded the framework, so that the next version of the app starts at once. */
export class SpareRuntimes {
  readonly #start: () => Promise<RuntimeProcess>;
  readonly #pauses: Pauses;
  /** In the order in which they are taken. */
  #waiting: Promise<RuntimeProcess | null>[] = [];
  readonly #prepared = new WeakSet<RuntimeProcess>();
  #closed = false;
  #isFirst = true;
  /** Names of schemas that requests needed, the last first. */
  #schemas: readonly string[] = [];
  /** How often one was asked for. */
  #taken = 0;
  /** When one was asked for that was not ready. */
  #missedAt = Number.NEGATIVE_INFINITY;
  /** Whether one is to be started before it is needed (`watch.preload`). */
  isWanted = true;

  constructor({ start, pauses = PAUSES }: SpareRuntimesOptions) {
    this.#start = start;
    this.#pauses = pauses;
  }

  /** Starts one that waits, unless there is one. */
  prepare(): void {
    this.#startUpTo(1);
  }

  /** Prepares one when the version that serves now had time for its first answers, and a second one when no save follows. */
  async refill(preparation: Omit<Preparation, "schemas">): Promise<void> {
    const [ms, count] = this.#isFirst ? [FIRST_REFILL_MS, 1] : [REFILL_MS, WAITING];
    this.#isFirst = false;
    const taken = this.#taken;
    // With the next version on its way the processor is for that one, whose own swap refills.
    const goesOn = (): boolean => this.isWanted && taken === this.#taken && !this.#closed;
    await setTimeout(ms, null, { ref: false });
    for (let index = 0; index < count; index++) {
      if (index > 0 && !this.#isHasty) await setTimeout(this.#pauses.second, null, { ref: false });
      if (!goesOn()) return;
      this.#startUpTo(index + 1);
      const spare = await this.#waiting[index];
      if (!spare || this.#prepared.has(spare)) continue;
      this.#prepared.add(spare);
      await spare.prepare({ ...preparation, schemas: this.#schemas });
    }
    await setTimeout(this.#pauses.enough, null, { ref: false });
    if (goesOn()) await this.#end(this.#waiting.splice(1));
  }

  /** What requests to a version needed, by name, the last first: the next versions are likely to need it as well. */
  remember(schemas: readonly string[]): void {
    this.#schemas = [...new Set([...schemas, ...this.#schemas])].slice(0, MOST_SCHEMAS);
  }

  /** The one that waits longest, else a new one. */
  async take(): Promise<RuntimeProcess> {
    this.#taken++;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const spare = await next;
      if (spare?.isRunning !== true) continue;
      if (!this.#prepared.has(spare)) this.#missedAt = this.#taken;
      return spare;
    }
    this.#missedAt = this.#taken;
    return this.#start();
  }

  /** Ends those that wait: what they have loaded may be out of date. */
  drop(): Promise<void> {
    return this.#end(this.#waiting.splice(0));
  }

  /** Ends those that wait, for good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drop();
  }

  /** Whether somebody saves faster than processes get ready. The first version of a run has none to wait for. */
  get #isHasty(): boolean {
    return this.#missedAt > 1 && this.#taken - this.#missedAt < HASTE;
  }

  #startUpTo(count: number): void {
    // What keeps one from starting is told to whoever takes the next one.
    while (!this.#closed && this.#waiting.length < count) this.#waiting.push(this.#start().catch(() => null));
  }

  async #end(ended: readonly Promise<RuntimeProcess | null>[]): Promise<void> {
    await Promise.all(ended.map(async (spare) => (await spare)?.kill()));
  }
}
