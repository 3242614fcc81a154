import { resolve } from "node:path";

import type { SessionStoreConfig } from "./config/parts/session.ts";
import type { SessionStore } from "./core/session/session-store.ts";
import { SESSION_STORES, type SessionStorePlace } from "./drivers.ts";

export interface CreateSessionStoreOptions {
  /** How long a session lives, in milliseconds, when the store's config does not say. */
  readonly ttlMs: number;
  /** What paths of the config start from; the working folder unless said. */
  readonly root?: string;
  /** The machine's unless said. */
  readonly now?: () => number;
  /** Told of broken sessions that were found, and of cleanups that failed; nobody unless said. */
  readonly report?: (error: Error) => void;
}

/** Makes the session store of `session.store`, with the defaults of an app. Whoever calls it connects and closes it. */
export function createSessionStore(config: SessionStoreConfig, options: CreateSessionStoreOptions): SessionStore {
  const { ttlMs, root = ".", now = Date.now, report = () => {} } = options;
  const place = { root: resolve(root), ttlMs: config.ttlMs ?? ttlMs, now, report };
  // The table gives each driver the config of its own.
  const make = SESSION_STORES[config.driver] as (config: SessionStoreConfig, place: SessionStorePlace) => SessionStore;
  return make(config, place);
}
