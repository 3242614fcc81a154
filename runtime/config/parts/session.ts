import { byDriver, integer, object, TEXT, type ConfigKeys } from "../key.ts";

/** The sessions of an app; without them it has none. */
export interface SessionConfig {
  readonly session?: SessionParts;
}

export interface SessionParts {
  readonly store: SessionStoreConfig;
  /** How long a session lives, in milliseconds; 14 days unless said. */
  readonly ttlMs?: number;
  /** True: `ttlMs` counts from the last request instead of from the beginning. False unless said. */
  readonly rolling?: boolean;
  /** `session` unless said; where browsers allow it, `__Host-` stands in front. */
  readonly cookieName?: string;
}

export type SessionStoreConfig = FileSessionStoreConfig | MemorySessionStoreConfig | SqliteSessionStoreConfig;

interface OwnTtl {
  /** Instead of that of the session. */
  readonly ttlMs?: number;
}

/** One file a session. The processes that share the folder run on one machine. */
export interface FileSessionStoreConfig extends OwnTtl {
  readonly driver: "file";
  /** From the project's root; `data/sessions` unless said. Nothing else belongs into it. */
  readonly dir?: string;
  /** How often what has expired is removed, in milliseconds; an hour unless said, 0 for never. */
  readonly cleanupIntervalMs?: number;
}

/** In this process, and gone with it. */
export interface MemorySessionStoreConfig extends OwnTtl {
  readonly driver: "memory";
  /** What was used longest ago makes room; 10,000 unless said. */
  readonly maxSessions?: number;
}

export interface SqliteSessionStoreConfig extends OwnTtl {
  readonly driver: "sqlite";
  /** From the project's root; `data/sessions.db` unless said. */
  readonly file?: string;
}

export interface SessionSettings {
  readonly session?: Required<Omit<SessionParts, "store">> & { readonly store: SessionStoreSettings };
}

/** The config of a store with every default filled in. */
export type SessionStoreSettings =
  | Filled<FileSessionStoreConfig>
  | Filled<MemorySessionStoreConfig>
  | Filled<SqliteSessionStoreConfig>;

type Filled<Config extends OwnTtl> = Required<Omit<Config, "ttlMs">> & OwnTtl;

/** How often the file store of an app removes what has expired, unless its config says otherwise: every hour. */
export const DEFAULT_FILE_CLEANUP_INTERVAL_MS: number = 3_600_000;

/** Timers cannot wait longer. */
const MAX_TIMER_MS = 2_147_483_647;

const TTL_MS: object = integer(1000);

export const SESSION_STORE_SCHEMA: object = byDriver({
  file: {
    ttlMs: TTL_MS,
    dir: { ...TEXT, default: "data/sessions" },
    cleanupIntervalMs: { ...integer(0, MAX_TIMER_MS), default: DEFAULT_FILE_CLEANUP_INTERVAL_MS },
  },
  memory: { ttlMs: TTL_MS, maxSessions: { ...integer(1), default: 10_000 } },
  sqlite: { ttlMs: TTL_MS, file: { ...TEXT, default: "data/sessions.db" } },
});

export const SESSION_KEYS: ConfigKeys = {
  session: {
    scope: "app",
    summary: "sessions and where they are kept; off until it is said",
    schema: object(
      {
        store: SESSION_STORE_SCHEMA,
        ttlMs: { ...TTL_MS, default: 14 * 24 * 3_600_000 },
        rolling: { type: "boolean", default: false },
        cookieName: {
          type: "string",
          pattern: "^[A-Za-z0-9_-]+$",
          default: "session",
          expects: "a name of letters, digits, _ and -",
        },
      },
      ["store"],
    ),
  },
};
