import { setTimeout } from "node:timers/promises";

/** In milliseconds. A version that has not started in this time may wait for what never comes. */
const SLOW_MS = 5_000;

/** Calls `tell` with that time when it has passed, unless what it gives back is aborted before. */
export function whenSlow(tell: (ms: number) => void): AbortController {
  const started = new AbortController();
  setTimeout(SLOW_MS, SLOW_MS, { signal: started.signal, ref: false }).then(tell, () => {});
  return started;
}
