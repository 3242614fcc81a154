import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { MegaError } from "../../core/errors/errors.ts";
import type { SqliteClient, SqliteRow, SqliteStatement } from "./client.ts";
import type { SqlitePlace } from "./open-client.ts";

/** The database file of a session store. Waiting for another program's lock never stops the process. */
export class SessionDatabase {
  readonly #place: SqlitePlace;
  readonly #file: string;
  #client: SqliteClient | null = null;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor({ root, file, library }: Omit<SqlitePlace, "alias">) {
    this.#place = { alias: "sessions", root, file, library };
    this.#file = file === ":memory:" ? file : resolve(root, file);
  }

  async open(): Promise<void> {
    if (this.#client !== null) return;
    try {
      // The library is loaded when there is something to open.
      const { openClient } = await import("./open-client.ts");
      this.#client = await openClient(this.#place);
    } catch (error) {
      throw this.#unreachable(error as Error);
    }
    this.#client.prepare("pragma busy_timeout = 0").all([]);
    await this.transact(() => {
      for (const sql of SCHEMA) this.run(sql, []);
    });
  }

  close(): void {
    this.#statements.clear();
    this.#client?.close();
    this.#client = null;
  }

  /** Runs as one step: all of it or nothing. What `work` throws is thrown. */
  async transact<T>(work: () => T): Promise<T> {
    return await this.reach(() => {
      this.run("begin immediate", []);
      try {
        const result = work();
        this.run("commit", []);
        return result;
      } catch (error) {
        this.#rollBack();
        throw error;
      }
    });
  }

  /** Runs until no other program is in the way, for up to 5 s. */
  async reach<T>(work: () => T): Promise<T> {
    for (const stopAt = performance.now() + PATIENCE_MS; ; await sleep(1 + Math.random() * 10)) {
      try {
        this.#checkFile();
        return work();
      } catch (error) {
        if (!(error instanceof SqliteFailure)) throw error;
        if (!/is locked/.test(error.message) || performance.now() > stopAt) throw this.#unreachable(error);
      }
    }
  }

  all(sql: string, parameters: readonly unknown[]): readonly SqliteRow[] {
    return this.#ask(sql, (statement) => statement.all(parameters));
  }

  /** How many rows it has changed. */
  run(sql: string, parameters: readonly unknown[]): number {
    return this.#ask(sql, (statement) => Number(statement.run(parameters).changes));
  }

  /** SQLite goes on with a file that was removed, and nobody would ever see what it writes. */
  #checkFile(): void {
    if (this.#file !== ":memory:" && !existsSync(this.#file)) throw new SqliteFailure("the file is gone");
  }

  #ask<T>(sql: string, ask: (statement: SqliteStatement) => T): T {
    try {
      return ask(this.#prepare(sql));
    } catch (cause) {
      throw new SqliteFailure((cause as Error).message, { cause });
    }
  }

  #prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#client === null) throw new Error("it is not open");
    const statement = this.#client.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #rollBack(): void {
    try {
      this.run("rollback", []);
    } catch (error) {
      // SQLite has rolled back by itself, after a full disk for one.
      if (!/no transaction is active/.test(String(error))) throw error;
    }
  }

  #unreachable(cause: Error): MegaError {
    const params = { driver: "sqlite", place: this.#file, reason: cause.message };
    return new MegaError("session_store_unreachable", params, { cause });
  }
}

/** What SQLite refuses, told apart from what is thrown by the work between its statements. */
class SqliteFailure extends Error {}

const PATIENCE_MS = 5000;

const SCHEMA = [
  "create table if not exists mega_sessions (key text primary key, user_id text, expires_at integer not null, session text not null) without rowid",
  "create index if not exists mega_sessions_user on mega_sessions (user_id)",
  "create index if not exists mega_sessions_end on mega_sessions (expires_at)",
];
