import type { Observed, ObservedError, ObservedRequest, Replay } from "../../../runtime/dev/messages.ts";
import type { FailureReport } from "../failure-report.ts";
import { cutToSize } from "./cut.ts";
import { RingBuffer } from "./ring-buffer.ts";

/** What the page is told of one thing that happened. */
export type Recorded =
  | Exclude<Observed, ObservedError | ObservedRequest>
  | (Omit<ObservedRequest, "replay"> & { readonly replay: { readonly impossible: string } | null })
  | ReportedError;

/** An error with the lines of the project around its place. */
export interface ReportedError {
  readonly kind: "error";
  readonly at: number;
  /** Null when it kept the app from starting, or ended it. */
  readonly request: string | null;
  readonly report: FailureReport;
}

/** A recorded thing as JSON, with its number, which counts up, and the version of the app that it is of. */
export interface Line {
  readonly number: number;
  readonly json: Buffer;
}

interface Entry {
  readonly bytes: number;
  readonly json: Buffer;
  /** JSON of what it takes to send a request again: never part of what is shown. */
  readonly replay: Buffer | null;
}

const LARGEST_ENTRY = 16 * 1024;

const MIB = 1024 * 1024;

/** One kind must not push out the others: 4 MiB in all. */
const SHARES: { readonly [Kind in Recorded["kind"]]: number } = {
  request: 1.5 * MIB,
  query: MIB,
  log: MIB,
  error: 0.5 * MIB,
};

/** What happened last, in a bounded number of bytes, whatever comes. */
export class Records {
  readonly #rings = Object.fromEntries(
    Object.entries(SHARES).map(([kind, most]) => [kind, new RingBuffer<Entry>(most)]),
  ) as { readonly [Kind in Recorded["kind"]]: RingBuffer<Entry> };
  #last = 0;
  #gone = 0;

  /** How many made room for newer ones. */
  get gone(): number {
    return this.#gone;
  }

  get bytes(): number {
    return Object.values(this.#rings).reduce((sum, ring) => sum + ring.bytes, 0);
  }

  add(recorded: Recorded, generation: number, replay: Replay | null = null): Line {
    const number = ++this.#last;
    const { kind, at } = recorded;
    const head = { number, generation, kind, at };
    const json = cutToSize({ ...recorded, ...head }, LARGEST_ENTRY, head);
    const secret = replay === null || "impossible" in replay ? null : Buffer.from(JSON.stringify(replay));
    const bytes = json.length + (secret?.length ?? 0);
    this.#gone += this.#rings[kind].add(number, { bytes, json, replay: secret });
    return { number, json };
  }

  /** A request that was added, to be sent again; null when it is not kept. */
  request(number: number): RequestToSend | null {
    const entry = this.#rings.request.get(number);
    if (entry === undefined || entry.replay === null) return null;
    // Both were written by `add`.
    const { method } = JSON.parse(entry.json.toString()) as ObservedRequest;
    return { method, ...(JSON.parse(entry.replay.toString()) as Omit<RequestToSend, "method">) };
  }

  /** Those above a number, oldest first. */
  after(number: number): readonly Line[] {
    return Object.values(this.#rings)
      .flatMap((ring) => Array.from(ring.entries(), ([at, { json }]) => ({ number: at, json })))
      .filter((line) => line.number > number)
      .sort((one, other) => one.number - other.number);
  }
}

export interface RequestToSend {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}
