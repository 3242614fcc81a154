import { setTimeout } from "node:timers/promises";

import type { Preparation, RuntimeProcess } from "./runtime-process.ts";

/** What a version that has just begun to serve gets for its first answers before the next process takes a core. */
const REFILL_MS = 80;
/** As much for the first of a run: its process has rehearsed nothing, so that its first answers take longer. */
const FIRST_REFILL_MS = 400;
/** How many wait while somebody works: a save right after another finds one that is ready. */
const WAITING = 2;
/** After so long without a save one is enough: each holds some 90 MB. */
const ENOUGH_MS = 5 * 60_000;
/** A process that waits compiles so many. */
const MOST_SCHEMAS = 32;

export interface SpareRuntimesOptions {
  readonly start: () => Promise<RuntimeProcess>;
  /** After so many milliseconds without a save one is enough; five minutes unless said. */
  readonly enoughMs?: number;
}

/** Keeps processes ahead that have loaded the framework, so that the next version of the app starts at once. */
export class SpareRuntimes {
  readonly #start: () => Promise<RuntimeProcess>;
  readonly #enoughMs: number;
  /** In the order in which they are taken. */
  #waiting: Promise<RuntimeProcess | null>[] = [];
  readonly #prepared = new WeakSet<RuntimeProcess>();
  #closed = false;
  #isFirst = true;
  /** Names of schemas that requests needed, the last first. */
  #schemas: readonly string[] = [];
  /** How often one was asked for. */
  #taken = 0;
  /** Those that stand still while a save is served. */
  #paused: readonly RuntimeProcess[] = [];
  /** Whether one is to be started before it is needed (`watch.preload`). */
  isWanted = true;

  constructor({ start, enoughMs = ENOUGH_MS }: SpareRuntimesOptions) {
    this.#start = start;
    this.#enoughMs = enoughMs;
  }

  /** Starts one that waits, unless there is one. */
  prepare(): void {
    this.#startUpTo(1);
  }

  /** Has as many get ready as are to wait, one after the other, when the version that serves now had its first answers. */
  async refill(preparation: Omit<Preparation, "schemas">): Promise<void> {
    const [ms, count] = this.#isFirst ? [FIRST_REFILL_MS, 1] : [REFILL_MS, WAITING];
    this.#isFirst = false;
    const taken = this.#taken;
    // With the next version on its way the processor is for that one, whose own swap refills.
    const goesOn = (): boolean => this.isWanted && taken === this.#taken && !this.#closed;
    await setTimeout(ms, null, { ref: false });
    if (taken === this.#taken) this.#resume();
    for (let index = 0; index < count; index++) {
      if (!goesOn()) return;
      this.#startUpTo(index + 1);
      const spare = await this.#waiting[index];
      if (!spare || this.#prepared.has(spare)) continue;
      this.#prepared.add(spare);
      await spare.prepare({ ...preparation, schemas: this.#schemas });
    }
    await setTimeout(this.#enoughMs, null, { ref: false });
    if (goesOn()) await this.#end(this.#waiting.splice(1));
  }

  /** What requests to a version needed, by name, the last first: the next versions are likely to need it as well. */
  remember(schemas: readonly string[]): void {
    this.#schemas = [...new Set([...schemas, ...this.#schemas])].slice(0, MOST_SCHEMAS);
  }

  /** The one that waits longest, else a new one. What the others do stands still until the next `refill`. */
  async take(): Promise<RuntimeProcess> {
    this.#taken++;
    const taken = await this.#next();
    this.#paused = (await Promise.all(this.#waiting)).filter((spare) => spare !== null);
    for (const spare of this.#paused) spare.pause();
    return taken;
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

  async #next(): Promise<RuntimeProcess> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const spare = await next;
      if (spare?.isRunning !== true) continue;
      spare.resume();
      return spare;
    }
    return this.#start();
  }

  #resume(): void {
    for (const spare of this.#paused) spare.resume();
    this.#paused = [];
  }

  #startUpTo(count: number): void {
    // What keeps one from starting is told to whoever takes the next one.
    while (!this.#closed && this.#waiting.length < count) this.#waiting.push(this.#start().catch(() => null));
  }

  async #end(ended: readonly Promise<RuntimeProcess | null>[]): Promise<void> {
    await Promise.all(ended.map(async (spare) => (await spare)?.kill()));
  }
}
