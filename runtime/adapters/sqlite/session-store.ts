import type { SessionStore, SessionStoreOptions } from "../../core/session/session-store.ts";
import { SessionDatabase } from "./session-database.ts";
import { SessionTable } from "./session-table.ts";

export interface SqliteSessionStoreOptions extends SessionStoreOptions {
  /** Absolute path of the project: the driver's package is looked up from here. */
  readonly root: string;
  /** From the root, or absolute, or `:memory:`. */
  readonly file: string;
  readonly library?: "better-sqlite3" | "node:sqlite" | undefined;
}

/** The session store of `{ driver: "sqlite" }`: a table of its own, which it creates, in a file that processes may share. */
export function makeSqliteSessionStore(options: SqliteSessionStoreOptions): SessionStore {
  const database = new SessionDatabase(options);
  const table = new SessionTable(database, options);
  return {
    driver: "sqlite",
    ttlMs: options.ttlMs,
    connect: () => database.open(),
    close: async () => database.close(),
    check: async () => {
      await database.reach(() => table.find(""));
      return { ok: true };
    },
    read: (key) => database.reach(() => table.find(key)),
    create: (key, session) =>
      database.transact(() => {
        // More than begins, so that what has ended does not pile up.
        table.removeExpired(10);
        table.put(key, session);
      }),
    update: (key, change, newKey = key) =>
      database.transact(() => {
        const current = table.find(key);
        if (current === null) return null;
        const changed = change(current);
        if (newKey !== key) table.remove(key);
        if (newKey !== key || changed !== current) table.put(newKey, changed);
        return changed;
      }),
    destroy: (key) => database.transact(() => table.remove(key)),
    list: (userId) => database.reach(() => table.ofUser(userId)),
    revoke: (userId, except = "") => database.transact(() => table.removeOfUser(userId, except)),
    cleanup: () => database.transact(() => table.removeExpired(-1)),
  };
}
