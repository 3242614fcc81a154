import { resolve } from "node:path";

import type { SessionStoreConfig } from "./config/parts/session.ts";
import type { SessionStore } from "./core/session-store.ts";
import { SESSION_STORES } from "./drivers.ts";

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

/** How often the file store removes what has expired, unless its config says otherwise: every hour. */
export const DEFAULT_FILE_CLEANUP_INTERVAL_MS: number = 3_600_000;

/** Makes the session store of `session.store`, with the defaults of an app. Whoever calls it connects and closes it. */
export function createSessionStore(config: SessionStoreConfig, options: CreateSessionStoreOptions): SessionStore {
  const { ttlMs, root = ".", now = Date.now, report = () => {} } = options;
  const place = { root: resolve(root), ttlMs: config.ttlMs ?? ttlMs, now, report };
  return SESSION_STORES[config.driver](config, place);
}
