import { resolve } from "node:path";

import type { CacheConfig } from "./config/parts/caches.ts";
import { makeFileSessionStore } from "./adapters/file/session-store.ts";
import { makeSqliteSessionStore } from "./adapters/sqlite/session-store.ts";
import { makeMemorySessionStore } from "./adapters/memory/session-store.ts";
import type { SessionStoreSettings } from "./config/parts/session.ts";
import type { DatabaseConfig } from "./config/parts/project.ts";
import type { MegaCacheAdapter } from "./core/data/cache.ts";
import type { SessionStore, SessionStoreOptions } from "./core/session/session-store.ts";
import type { Clock, DatabaseAccess, MegaDbAdapter, RanQuery } from "./core/ports.ts";

// One table for each port: the word in config → what makes the adapter. A driver is loaded when it is configured.

export interface AdapterPlace {
  readonly alias: string;
  /** Absolute path of the project. */
  readonly root: string;
  readonly clock: Clock;
}

export interface DatabasePlace extends AdapterPlace {
  readonly access: DatabaseAccess;
  /** Hears of every query; nobody does unless said. */
  readonly onQuery?: (query: RanQuery) => void;
}

export const DATABASE_DRIVERS: Readonly<
  Record<DatabaseConfig["driver"], (config: DatabaseConfig, place: DatabasePlace) => Promise<MegaDbAdapter>>
> = {
  sqlite: async ({ file }, place) => {
    const { makeSqliteAdapter } = await import("./adapters/sqlite/adapter.ts");
    return makeSqliteAdapter({ ...place, file });
  },
};

export const CACHE_DRIVERS: Readonly<
  Record<CacheConfig["driver"], (config: Required<CacheConfig>, place: AdapterPlace) => Promise<MegaCacheAdapter>>
> = {
  memory: async ({ maxEntries }, { clock }) => {
    const { makeMemoryCacheAdapter } = await import("./adapters/memory/adapter.ts");
    return makeMemoryCacheAdapter({ maxEntries, clock });
  },
};

export interface SessionStorePlace extends SessionStoreOptions {
  /** Absolute path of the project. */
  readonly root: string;
}

/** These are small: what a store needs of a library is loaded when it connects. */
export const SESSION_STORES: {
  readonly [Driver in SessionStoreSettings["driver"]]: (
    config: Extract<SessionStoreSettings, { readonly driver: Driver }>,
    place: SessionStorePlace,
  ) => SessionStore;
} = {
  file: ({ dir, cleanupIntervalMs }, place) =>
    makeFileSessionStore({ ...place, dir: resolve(place.root, dir), cleanupIntervalMs }),
  sqlite: ({ file }, place) => makeSqliteSessionStore({ ...place, file }),
  memory: ({ maxSessions }, place) => makeMemorySessionStore({ ...place, maxSessions }),
};
