import { setTimeout } from "node:timers/promises";

import type { Preparation, RuntimeProcess } from "./runtime-process.ts";

/** What a version that has just begun to serve gets for its first answers before the next process takes a core. */
const REFILL_MS = 60;
/** As much for the first of a run: its process has rehearsed nothing, so that its first answers take longer. */
const FIRST_REFILL_MS = 400;

/** Keeps one process ahead that has loaded the framework, so that the next version of the app starts at once. */
export class SpareRuntime {
  readonly #start: () => Promise<RuntimeProcess>;
  #waiting: Promise<RuntimeProcess | null> | null = null;
  #prepared: RuntimeProcess | null = null;
  #closed = false;
  #isFirst = true;
  /** How often one was asked for. */
  #taken = 0;
  /** Whether one is to be started before it is needed (`watch.preload`). */
  isWanted = true;

  constructor(start: () => Promise<RuntimeProcess>) {
    this.#start = start;
  }

  /** Starts the one that waits, unless there is one. */
  prepare(): void {
    // What keeps it from starting is told to whoever takes the next one.
    if (!this.#closed) this.#waiting ??= this.#start().catch(() => null);
  }

  /** Prepares one when the version that serves now had time for its first answers, and lets it warm up. */
  async refill(preparation: Preparation): Promise<void> {
    const ms = this.#isFirst ? FIRST_REFILL_MS : REFILL_MS;
    this.#isFirst = false;
    const taken = this.#taken;
    await setTimeout(ms, null, { ref: false });
    // With the next version on its way the processor is for that one, whose own swap refills.
    if (!this.isWanted || taken !== this.#taken) return;
    this.prepare();
    const spare = await this.#waiting;
    // One that outlived a broken build is prepared already.
    if (spare === null || spare === this.#prepared) return;
    this.#prepared = spare;
    spare.prepare(preparation);
  }

  /** The one that waits, else a new one. */
  async take(): Promise<RuntimeProcess> {
    this.#taken++;
    const spare = await this.#release();
    return spare?.isRunning === true ? spare : this.#start();
  }

  /** Ends the one that waits: what it has loaded may be out of date. */
  async drop(): Promise<void> {
    const spare = await this.#release();
    await spare?.kill();
  }

  /** Ends the one that waits, for good. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.drop();
  }

  #release(): Promise<RuntimeProcess | null> | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    return waiting;
  }
}
