import type { UserId } from "../../core/registry.ts";
import type {
  ListedSession,
  SessionKey,
  SessionStoreOptions,
  StoredSession,
} from "../../core/session/session-store.ts";
import { readSession, writeSession } from "../../core/session/session-text.ts";
import type { SessionDatabase } from "./session-database.ts";

/** The rows of a session store. */
export class SessionTable {
  readonly #database: SessionDatabase;
  readonly #options: Pick<SessionStoreOptions, "now" | "report">;

  constructor(database: SessionDatabase, options: Pick<SessionStoreOptions, "now" | "report">) {
    this.#database = database;
    this.#options = options;
  }

  find(key: SessionKey): StoredSession | null {
    const rows = this.#database.all("select session from mega_sessions where key = ? and expires_at > ?", [
      key,
      this.#options.now(),
    ]);
    const [row] = rows;
    return row === undefined ? null : this.#decode(key, row[0]);
  }

  put(key: SessionKey, session: StoredSession): void {
    const userId = session.userId === null ? null : String(session.userId);
    const row = [key, userId, session.expiresAt, writeSession(session)];
    this.#database.run("insert or replace into mega_sessions values (?, ?, ?, ?)", row);
  }

  /** False when there was none. */
  remove(key: SessionKey): boolean {
    return this.#database.run("delete from mega_sessions where key = ?", [key]) > 0;
  }

  ofUser(userId: UserId): readonly ListedSession[] {
    const rows = this.#database.all("select key, session from mega_sessions where user_id = ? and expires_at > ?", [
      String(userId),
      this.#options.now(),
    ]);
    return rows.flatMap(([key, text]) => {
      const session = this.#decode(String(key), text);
      return session === null ? [] : [{ key: String(key), session }];
    });
  }

  removeOfUser(userId: UserId, except: SessionKey): number {
    const sql = "delete from mega_sessions where user_id = ? and key <> ? and expires_at > ?";
    return this.#database.run(sql, [String(userId), except, this.#options.now()]);
  }

  /** A negative limit is none. */
  removeExpired(limit: number): number {
    const expired = "select key from mega_sessions where expires_at <= ? limit ?";
    return this.#database.run(`delete from mega_sessions where key in (${expired})`, [this.#options.now(), limit]);
  }

  #decode(key: SessionKey, text: unknown): StoredSession | null {
    const session = readSession(String(text));
    if (session === null) {
      this.#options.report(new Error(`the row ${key} of mega_sessions holds no session; it is treated as missing`));
    }
    return session;
  }
}
