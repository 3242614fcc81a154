import type { Logger as PinoLogger } from "pino";

import type { SessionParts } from "./config/parts/session.ts";
import { SESSION_DEFAULTS } from "./config/parts/session.ts";
import type { Clock } from "./core/ports.ts";
import type { SessionStore } from "./core/session/session-store.ts";
import { createSessionStore } from "./create-session-store.ts";
import type { OpenSessionStore } from "./http/app.ts";
import type { MegaHealth } from "./observe/health.ts";

export interface SessionStorePlaces {
  readonly root: string;
  readonly clock: Clock;
  readonly health: MegaHealth;
  readonly log: PinoLogger;
  /** Told of each store before it is opened, to close it. */
  readonly onOpen: (store: SessionStore) => void;
}

/** What gives each app its session store, open and watched. */
export function sessionStoreOpener({ root, clock, health, log, onOpen }: SessionStorePlaces): OpenSessionStore {
  return async (app, { store: config, ttlMs = SESSION_DEFAULTS.ttlMs }: SessionParts) => {
    const report = (err: Error): void => log.warn({ err, app }, "the session store found something broken");
    const store = createSessionStore(config, { ttlMs, root, now: clock.now, report });
    onOpen(store);
    await store.connect();
    health.register(`sessions.${app}`, () => store.check());
    return store;
  };
}
