import type { HealthAnswer } from "../ports.ts";
import type { UserId } from "../registry.ts";

/**
 * Where sessions are kept. Implemented in `runtime/adapters/<driver>`. A store knows sessions by the hash of their id alone,
 * so that what is stored signs nobody in. Every method but `close` throws `session_store_unreachable` when the store does
 * not answer: no session and no answer are never the same.
 */
export interface SessionStore {
  /** `file` */
  readonly driver: string;
  /** How long a session lives, in milliseconds. */
  readonly ttlMs: number;
  /** Opens it; safe to call twice. */
  connect(): Promise<void>;
  /** Closes it; safe to call twice, also when it never opened. */
  close(): Promise<void>;
  /** Answers when the store does. */
  check(): Promise<HealthAnswer>;
  /** Null for one that is not there, has expired or cannot be understood. */
  read(key: SessionKey): Promise<StoredSession | null>;
  create(key: SessionKey, session: StoredSession): Promise<void>;
  /**
   * Changes the session as it is at that moment, as one step: of two writers the second one gets what the first one has
   * saved. `change` may run again; what it throws is thrown, and a session that it gives back itself is not written.
   * With `newKey` the session goes on under that key, and the old one is gone.
   * @returns what is saved now; null when there is no such session (any more): it does not come back
   */
  update(key: SessionKey, change: SessionChange, newKey?: SessionKey): Promise<StoredSession | null>;
  /** False when there was none. */
  destroy(key: SessionKey): Promise<boolean>;
  /** The living sessions of a user, in no order. */
  list(userId: UserId): Promise<readonly ListedSession[]>;
  /** Destroys the sessions of a user and says how many. */
  revoke(userId: UserId, except?: SessionKey): Promise<number>;
  /** Removes what has expired and says how much. */
  cleanup(): Promise<number>;
}

/** SHA-256 of a session's id, in hex. It may be shown and logged. */
export type SessionKey = string;

export interface StoredSession {
  readonly userId: UserId | null;
  /** By key; each value as JSON text. */
  readonly values: SessionValues;
  /** Milliseconds since 1970, as the other times. */
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** From then on it reads as missing. */
  readonly expiresAt: number;
}

export type SessionValues = ReadonlyMap<string, string>;

export interface ListedSession {
  readonly key: SessionKey;
  readonly session: StoredSession;
}

export type SessionChange = (current: StoredSession) => StoredSession;

/** What every store is made with. */
export interface SessionStoreOptions {
  readonly ttlMs: number;
  readonly now: () => number;
  /** Told of what was found broken, and of work of the store's own that failed. */
  readonly report: (error: Error) => void;
}

export function isSameUser(session: StoredSession, userId: UserId): boolean {
  return session.userId !== null && String(session.userId) === String(userId);
}
