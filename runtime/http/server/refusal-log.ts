import type { Duplex } from "node:stream";

import type { Clock, Logger } from "../../core/ports.ts";
import type { RawFailure } from "../answer/raw-failure.ts";

/** Notes a request that is refused before any app sees it. */
export type LogRefusal = (failure: RawFailure, socket: Duplex) => void;

/** More lines in a minute say nothing new. */
const MAX_LINES = 100;

const WINDOW_MS = 60_000;

/** A line for each refused request, like that of any other request. No app limits how many there are, so the log does. */
export function makeRefusalLog(log: Logger | null, clock: Clock): LogRefusal {
  let endsAt = -Infinity;
  let lines = 0;
  return ({ error, requestId }, socket) => {
    const now = clock.now();
    // A window that ends too late was opened before the clock was set back.
    if (now >= endsAt || endsAt - now > WINDOW_MS) {
      endsAt = now + WINDOW_MS;
      lines = 0;
    }
    lines++;
    if (lines > MAX_LINES + 1) return;
    if (lines > MAX_LINES)
      return log?.warn({}, `${MAX_LINES} requests were refused within a minute; what follows in it is not logged`);
    const { remoteAddress: address } = socket as { readonly remoteAddress?: string };
    const { status, code, message } = error;
    log?.info({ reqId: requestId, address, status, code }, `refused a request with ${status}: ${message}`);
  };
}
