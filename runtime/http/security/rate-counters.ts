import type { Cache } from "../../core/data/cache.ts";
import type { Clock, Logger } from "../../core/ports.ts";

/** How often somebody has asked in the window that is open, and when it ends by the clock. */
export interface Count {
  readonly count: number;
  readonly endsAt: number;
}

export interface RateCounters {
  /** Counts one request. Null: nobody knows, because the store does not answer. */
  hit(key: string, windowMs: number): Count | Promise<Count | null>;
}

/** Counts at once. */
export interface MemoryCounters extends RateCounters {
  hit(key: string, windowMs: number): Count;
}

export interface SharedCounters extends RateCounters {
  hit(key: string, windowMs: number): Promise<Count | null>;
}

/** Above this many clients at a time, those that have not asked for longest are forgotten. */
export const MAX_CLIENTS = 50_000;

/** Counts in this process. A client's window opens with its first request. */
export function makeMemoryCounters(clock: Clock): MemoryCounters {
  const counts = new RecentClients();
  return {
    hit: (key, windowMs) => {
      const now = clock.now();
      const open = counts.get(key);
      // A window that ends too late was opened before the clock was set back.
      if (open !== undefined && now < open.endsAt && open.endsAt - now <= windowMs) {
        open.count++;
        return open;
      }
      const opened = { count: 1, endsAt: now + windowMs };
      counts.set(key, opened);
      return opened;
    },
  };
}

interface OpenWindow {
  count: number;
  endsAt: number;
}

/** In two halves: when the newer one is full, it takes the place of the older one. Takes no room before it is needed. */
class RecentClients {
  #newer = new Map<string, OpenWindow>();
  #older = new Map<string, OpenWindow>();

  get(key: string): OpenWindow | undefined {
    const newer = this.#newer.get(key);
    if (newer !== undefined) return newer;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, window: OpenWindow): void {
    this.#newer.set(key, window);
    if (this.#newer.size < MAX_CLIENTS / 2) return;
    this.#older = this.#newer;
    this.#newer = new Map();
  }
}

export interface SharedCountersOptions {
  readonly cache: Cache;
  /** The name of the app, which shares the cache with others. */
  readonly app: string;
  readonly clock: Clock;
  readonly log: Logger | null;
}

/** How long the store may take. */
const PATIENCE_MS = 500;

/** How long a store that has failed is left alone. */
const REST_MS = 5000;

/**
 * Counts in a cache, for all processes that share it. Windows are those of the clock, the same for everybody: so one call
 * says all there is to know. While the store is down, requests pass.
 */
export function makeSharedCounters({ cache, app, clock, log }: SharedCountersOptions): SharedCounters {
  let restsUntil = -Infinity;
  return {
    hit: async (key, windowMs) => {
      const now = clock.now();
      if (now < restsUntil) return null;
      const number = Math.floor(now / windowMs);
      try {
        const count = await within(
          PATIENCE_MS,
          cache.increment(`rate:${app}:${number}:${key}`, 1, { ttlMs: windowMs }),
        );
        return { count, endsAt: (number + 1) * windowMs };
      } catch (err) {
        // Of many at once the first one says it.
        if (clock.now() >= restsUntil) log?.warn({ err }, "caches.rate does not count; requests pass without a limit");
        restsUntil = clock.now() + REST_MS;
        return null;
      }
    },
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
