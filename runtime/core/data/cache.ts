import type { HealthAnswer } from "../ports.ts";

/** A cache behind one driver. Implemented in `runtime/adapters/<driver>`, opened and closed by boot. */
export interface MegaCacheAdapter {
  /** `memory` */
  readonly driver: string;
  readonly capabilities: CacheCapabilities;
  readonly cache: Cache;
  /** Opens it; safe to call twice. */
  connect(): Promise<void>;
  /** Closes it; safe to call twice, also when it never opened. */
  close(): Promise<void>;
  /** Answers when the cache does. */
  check(): Promise<HealthAnswer>;
}

export interface CacheCapabilities {
  /** Other processes see what this one stores. */
  readonly shared: boolean;
}

/**
 * `ctx.cache.<alias>`. Values are JSON's, and Date, Buffer, Map and Set; they are copied on the way in and out, and a
 * property that is undefined is left out. An entry may be gone before its time, when room is needed.
 */
export interface Cache {
  /** Undefined when there is none. */
  get<T = unknown>(key: string): Promise<T | undefined>;
  /** Replaces value and time to live. @throws MegaError `cache_value_unstorable`, `cache_ttl_invalid` */
  set(key: string, value: unknown, options?: CacheSetOptions): Promise<void>;
  /** Stores only when there is no such key, and says whether it did; of many at once one succeeds. */
  setIfAbsent(key: string, value: unknown, options?: CacheSetOptions): Promise<boolean>;
  /**
   * Adds to an integer, 0 when there is none, and gives the sum; of many at once none is lost. `ttlMs` counts from the
   * call that made the key. @throws MegaError `cache_not_integer`
   */
  increment(key: string, by?: number, options?: CacheSetOptions): Promise<number>;
  /** Whether there was one. */
  delete(key: string): Promise<boolean>;
  has(key: string): Promise<boolean>;
  /** Everything, or what starts with `prefix`. */
  clear(prefix?: string): Promise<void>;
}

export interface CacheSetOptions {
  /** Whole milliseconds from now; for ever unless said. */
  readonly ttlMs?: number | undefined;
}
