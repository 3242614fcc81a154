import { LRUCache } from "lru-cache";

import type { Cache, MegaCacheAdapter } from "../../core/data/cache.ts";
import { addIntegers, checkTtl, copyCacheValue } from "../../core/data/cache-value.ts";
import type { Clock } from "../../core/ports.ts";

export interface MemoryCacheOptions {
  /** What was used longest ago makes room. */
  readonly maxEntries: number;
  readonly clock: Clock;
}

/** The cache adapter of `{ driver: "memory" }`: entries of this process, gone with it. */
export function makeMemoryCacheAdapter({ maxEntries, clock }: MemoryCacheOptions): MegaCacheAdapter {
  const entries: Entries = new LRUCache({ max: maxEntries });
  return {
    driver: "memory",
    capabilities: { shared: false },
    cache: makeCache(entries, clock),
    connect: async () => {},
    close: async () => entries.clear(),
    check: async () => ({ ok: true, entries: entries.size }),
  };
}

interface Entry {
  readonly value: unknown;
  /** By the clock; Infinity for an entry without an end. */
  readonly endsAt: number;
}

type Entries = LRUCache<string, Entry>;

// lru-cache has times to live of its own, but one that starts at the time 0 of a test's clock would never end.
function makeCache(entries: Entries, clock: Clock): Cache {
  const find = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.endsAt > clock.now()) return entry;
    entries.delete(key);
    return undefined;
  };
  const put = (key: string, value: unknown, ttlMs: number | undefined): void => {
    checkTtl(key, ttlMs);
    entries.set(key, {
      value: copyCacheValue(key, value),
      endsAt: ttlMs === undefined ? Infinity : clock.now() + ttlMs,
    });
  };
  return {
    // What is stored was copied when it came in, so copying it again cannot fail. The caller says what it stored.
    get: async <T>(key: string) => {
      const entry = find(key);
      return entry && (copyCacheValue(key, entry.value) as T);
    },
    set: async (key, value, { ttlMs } = {}) => put(key, value, ttlMs),
    setIfAbsent: async (key, value, { ttlMs } = {}) => {
      if (find(key) !== undefined) return false;
      put(key, value, ttlMs);
      return true;
    },
    increment: async (key, by = 1, { ttlMs } = {}) => {
      const entry = find(key);
      const value = addIntegers(key, entry?.value ?? 0, by);
      if (entry === undefined) put(key, value, ttlMs);
      else entries.set(key, { ...entry, value });
      return value;
    },
    delete: async (key) => {
      const had = find(key) !== undefined;
      entries.delete(key);
      return had;
    },
    has: async (key) => find(key) !== undefined,
    clear: async (prefix) => {
      if (prefix === undefined) entries.clear();
      else for (const key of entries.keys()) if (key.startsWith(prefix)) entries.delete(key);
    },
  };
}
