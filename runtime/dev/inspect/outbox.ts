import type { Observed } from "./observed.ts";

/** Gives what is to be told when it is sent; null while it is not complete. */
export type Entry = () => Observed | null;

export interface Batch {
  readonly observed: readonly Observed[];
  /** How many were lost since the last batch, because more came than can be sent. */
  readonly dropped: number;
}

/** How long entries are gathered for one message. */
const GATHER_MS = 50;
/** More than this between two messages is lost: what is watched must not wait for who watches. */
const LIMIT = 512;

/** Gathers what was observed and sends it on in batches, one at a time. */
export class Outbox {
  readonly #send: (batch: Batch) => Promise<void>;
  #entries: Entry[] = [];
  #dropped = 0;
  #isGathering = false;
  #sending: Promise<void> = Promise.resolve();

  constructor(send: (batch: Batch) => Promise<void>) {
    this.#send = send;
  }

  add(entry: Entry): void {
    if (this.#entries.length >= LIMIT) this.#dropped++;
    else this.#entries.push(entry);
    if (!this.#isGathering) this.#gather();
  }

  /** Sends what is complete; resolves when it is on its way. */
  flush(): Promise<void> {
    this.#sending = this.#sending.then(() => this.#sendComplete());
    return this.#sending;
  }

  #gather(): void {
    this.#isGathering = true;
    setTimeout(() => void this.#sendGathered(), GATHER_MS).unref();
  }

  async #sendGathered(): Promise<void> {
    await this.flush();
    this.#isGathering = false;
    if (this.#entries.length > 0 || this.#dropped > 0) this.#gather();
  }

  async #sendComplete(): Promise<void> {
    const waiting: Entry[] = [];
    const observed: Observed[] = [];
    for (const entry of this.#entries) {
      try {
        const complete = entry();
        if (complete === null) waiting.push(entry);
        else observed.push(complete);
      } catch {
        // What cannot be told must not harm the app.
        this.#dropped++;
      }
    }
    const dropped = this.#dropped;
    this.#entries = waiting;
    this.#dropped = 0;
    if (observed.length > 0 || dropped > 0) await this.#send({ observed, dropped });
  }
}
