import { resolve } from "node:path";

import type { Logger as PinoLogger } from "pino";

import { SESSION_STORE_SCHEMA, type SessionStoreConfig, type SessionStoreSettings } from "./config/parts/session.ts";
import { defaultsWithin } from "./config/schema-defaults.ts";
import type { AppSettings } from "./config/settings.ts";
import { layOver } from "./config/tree.ts";
import { AppSessions } from "./core/session/app-sessions.ts";
import type { Clock } from "./core/ports.ts";
import type { SessionStore } from "./core/session/session-store.ts";
import { SESSION_STORES, type SessionStorePlace } from "./drivers.ts";
import type { MegaHealth } from "./observe/health.ts";

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
  // The schema gives each driver the defaults of its own, and the table what makes its store.
  const given = { ...config };
  const settings = layOver(defaultsWithin(SESSION_STORE_SCHEMA, given), given) as SessionStoreSettings;
  const make = SESSION_STORES[config.driver] as (
    config: SessionStoreSettings,
    place: SessionStorePlace,
  ) => SessionStore;
  return make(settings, place);
}

export interface OpenSessionsOptions {
  readonly root: string;
  readonly clock: Clock;
  readonly health: MegaHealth;
  readonly log: PinoLogger;
  /** Told of the store before it is opened, to close it. */
  readonly onOpen: (store: SessionStore) => void;
}

/** The sessions of an app, their store open and watched; null when its config has none. */
export async function openSessions(
  app: string,
  { session }: AppSettings,
  { root, clock, health, log, onOpen }: OpenSessionsOptions,
): Promise<AppSessions | null> {
  if (session === undefined) return null;
  const { now } = clock;
  const store = createSessionStore(session.store, {
    ttlMs: session.ttlMs,
    root,
    now,
    report: (err) => log.warn({ err, app }, "the session store found something broken"),
  });
  onOpen(store);
  await store.connect();
  health.register(`sessions.${app}`, () => store.check());
  const report = (err: unknown): void => log.warn({ err, app }, "a session was not touched");
  return new AppSessions({ store, now, rolling: session.rolling, report });
}
