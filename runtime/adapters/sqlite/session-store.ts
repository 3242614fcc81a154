import type { ListedSession, SessionStore, SessionStoreOptions, StoredSession } from "../../core/session-store.ts";
import { readSession, writeSession } from "../../core/session-text.ts";
import type { SqliteRow } from "./client.ts";
import { SessionDatabase } from "./session-database.ts";

export interface SqliteSessionStoreOptions extends SessionStoreOptions {
  /** Absolute path of the project: the driver's package is looked up from here. */
  readonly root: string;
  /** From the root, or absolute, or `:memory:`. */
  readonly file: string;
  readonly library?: "better-sqlite3" | "node:sqlite" | undefined;
}

/** The session store of `{ driver: "sqlite" }`: a table of its own, which it creates, in a file that processes may share. */
export function makeSqliteSessionStore(options: SqliteSessionStoreOptions): SessionStore {
  const { ttlMs, now, report } = options;
  const database = new SessionDatabase(options);
  const decode = (key: string, text: unknown): StoredSession | null => {
    const session = readSession(String(text));
    if (session === null) report(new Error(`the row ${key} holds no session; it is treated as missing`));
    return session;
  };
  const find = (key: string): StoredSession | null => {
    const [row] = database.all("select session from mega_sessions where key = ? and expires_at > ?", [key, now()]);
    return row === undefined ? null : decode(key, row[0]);
  };
  const put = (key: string, session: StoredSession): void => {
    const userId = session.userId === null ? null : String(session.userId);
    database.run("insert or replace into mega_sessions values (?, ?, ?, ?)", [
      key,
      userId,
      session.expiresAt,
      writeSession(session),
    ]);
  };
  const removeExpired = (limit: number): number =>
    database.run(
      "delete from mega_sessions where key in (select key from mega_sessions where expires_at <= ? limit ?)",
      [now(), limit],
    );
  return {
    driver: "sqlite",
    ttlMs,
    connect: () => database.open(),
    close: async () => database.close(),
    check: async () => {
      await database.reach(() => database.all("select 1 from mega_sessions limit 1", []));
      return { ok: true };
    },
    read: (key) => database.reach(() => find(key)),
    create: (key, session) =>
      database.transact(() => {
        // A little more than what begins ends, so that nothing piles up.
        removeExpired(10);
        put(key, session);
      }),
    update: (key, change, newKey = key) =>
      database.transact(() => {
        const current = find(key);
        if (current === null) return null;
        const changed = change(current);
        if (newKey !== key) database.run("delete from mega_sessions where key = ?", [key]);
        if (newKey !== key || changed !== current) put(newKey, changed);
        return changed;
      }),
    destroy: (key) => database.transact(() => database.run("delete from mega_sessions where key = ?", [key]) > 0),
    list: (userId) =>
      database.reach(() =>
        database
          .all("select key, session from mega_sessions where user_id = ? and expires_at > ?", [String(userId), now()])
          .flatMap((row) => listed(row, decode)),
      ),
    revoke: (userId, except = "") =>
      database.transact(() =>
        database.run("delete from mega_sessions where user_id = ? and key <> ? and expires_at > ?", [
          String(userId),
          except,
          now(),
        ]),
      ),
    cleanup: () => database.transact(() => removeExpired(-1)),
  };
}

function listed(
  [key, text]: SqliteRow,
  decode: (key: string, text: unknown) => StoredSession | null,
): readonly ListedSession[] {
  const session = decode(String(key), text);
  return session === null ? [] : [{ key: String(key), session }];
}
