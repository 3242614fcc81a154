import { LRUCache } from "lru-cache";

import {
  isSameUser,
  type ListedSession,
  type SessionKey,
  type SessionStore,
  type SessionStoreOptions,
  type StoredSession,
} from "../../core/session/session-store.ts";

export interface MemorySessionStoreOptions extends SessionStoreOptions {
  /** What was used longest ago makes room. */
  readonly maxSessions: number;
}

/** The session store of `{ driver: "memory" }`: sessions of this process, gone with it. */
export function makeMemorySessionStore({ ttlMs, now, maxSessions }: MemorySessionStoreOptions): SessionStore {
  const sessions = new LRUCache<SessionKey, StoredSession>({ max: maxSessions });
  const find = (key: SessionKey): StoredSession | null => {
    const session = sessions.get(key);
    return session !== undefined && session.expiresAt > now() ? session : null;
  };
  const living = (): ListedSession[] => {
    return [...sessions.entries()]
      .map(([key, session]) => ({ key, session }))
      .filter(({ session }) => session.expiresAt > now());
  };
  const listOf: SessionStore["list"] = async (userId) => living().filter(({ session }) => isSameUser(session, userId));
  return {
    driver: "memory",
    ttlMs,
    connect: async () => {},
    close: async () => {},
    check: async () => ({ ok: true, sessions: sessions.size }),
    read: async (key) => find(key),
    create: async (key, session) => void sessions.set(key, session),
    update: async (key, change, newKey = key) => {
      const current = find(key);
      if (current === null) return null;
      const changed = change(current);
      if (newKey !== key) sessions.delete(key);
      sessions.set(newKey, changed);
      return changed;
    },
    destroy: async (key) => sessions.delete(key),
    list: listOf,
    revoke: async (userId, except) => {
      const revoked = (await listOf(userId)).filter(({ key }) => key !== except);
      for (const { key } of revoked) sessions.delete(key);
      return revoked.length;
    },
    cleanup: async () => {
      const expired = [...sessions.entries()].filter(([, { expiresAt }]) => expiresAt <= now());
      for (const [key] of expired) sessions.delete(key);
      return expired.length;
    },
  };
}
