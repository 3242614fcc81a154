import type { Clock } from "../core/ports.ts";

/** A clock that a test moves. */
export interface TestClock extends Clock {
  /** Lets that many milliseconds pass. */
  readonly advance: (ms: number) => void;
}

/** A clock that stands still at a moment, or goes with the machine's when none is said, until a test moves it. */
export function makeClock(at?: Date | number | string): TestClock {
  let moved = 0;
  const start = at === undefined ? Date.now : timeOf(at);
  return { now: () => start() + moved, advance: (ms) => void (moved += ms) };
}

function timeOf(at: Date | number | string): () => number {
  const time = new Date(at).getTime();
  if (Number.isNaN(time)) throw new Error(`"${String(at)}" is no moment: write a Date, or "2026-01-31T12:00:00Z"`);
  return () => time;
}
