import type { Cache } from "../../core/data/cache.ts";
import type { Clock } from "../../core/ports.ts";

/** Remembers which requests were accepted, for as long as their time is near enough to the server's. */
export interface NonceStore {
  /**
   * True for the first of all that ask, and that one only.
   * @param timestamp of the request, in milliseconds since 1970
   * @throws when it cannot tell
   */
  take(nonce: string, timestamp: number): boolean | Promise<boolean>;
}

export interface MemoryNoncesOptions {
  readonly clock: Clock;
  readonly driftMs: number;
  /** How many it remembers at once; 500,000 unless said, about 50 MB. */
  readonly max?: number;
}

/**
 * In this process, and gone with it. Full, it refuses rather than forget. Nonces lie in slices of time, each as long as
 * the drift; a slice goes as a whole once its last moment is out of reach. Whatever the clock does after that, a time in
 * a slice that is gone is never accepted again.
 */
export function makeMemoryNonces({ clock, driftMs, max = 500_000 }: MemoryNoncesOptions): NonceStore {
  const slices = new Map<number, Set<string>>();
  let count = 0;
  let firstKept = -Infinity;
  const forget = (): void => {
    const oldest = Math.floor((clock.now() - driftMs) / driftMs);
    for (const [slice, nonces] of slices) {
      if (slice >= oldest) continue;
      slices.delete(slice);
      count -= nonces.size;
      firstKept = Math.max(firstKept, slice + 1);
    }
  };
  const sliceAt = (slice: number): Set<string> => {
    const nonces = slices.get(slice) ?? new Set();
    if (nonces.size === 0) slices.set(slice, nonces);
    return nonces;
  };
  return {
    take: (nonce, timestamp) => {
      const slice = Math.floor(timestamp / driftMs);
      if (count >= max || !slices.has(slice)) forget();
      if (slice < firstKept || slices.get(slice)?.has(nonce) === true) return false;
      if (count >= max) throw new Error(`${max} requests within ${2 * driftMs} ms are remembered, and no more can be`);
      sliceAt(slice).add(nonce);
      count += 1;
      return true;
    },
  };
}

/** In a cache, which other processes may share. */
export function makeCachedNonces(cache: Cache, driftMs: number): NonceStore {
  // A request from the future is in reach for twice the drift; a second more, because servers' clocks differ.
  const ttlMs = 2 * driftMs + 1000;
  return {
    take: (nonce) => withinTime(cache.setIfAbsent(`asp:${nonce}`, 1, { ttlMs })),
  };
}

/** The first one that has seen a nonce refuses it. */
export function bothNonces(first: NonceStore, second: NonceStore): NonceStore {
  return {
    take: async (nonce, timestamp) => (await first.take(nonce, timestamp)) && (await second.take(nonce, timestamp)),
  };
}

const WAIT_MS = 5000;

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the nonce cache has not answered within ${WAIT_MS} ms`)), WAIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
