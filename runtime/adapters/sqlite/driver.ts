import type { Driver, TransactionSettings } from "kysely";

import type { SqliteClient } from "./client.ts";
import { SqliteConnection, type ConnectionSource } from "./connection.ts";
import { StatementCache } from "./statement-cache.ts";
import { TransactionGate } from "./transaction-gate.ts";

/** How long a query waits for another request's transaction. */
const TRANSACTION_WAIT_MS = 10_000;

/** How the driver gets its database. */
export interface SqliteSource extends ConnectionSource {
  /** Opens the database. */
  readonly open: () => Promise<SqliteClient>;
}

/** Kysely's driver on one SQLite connection, shared by everybody who is not kept out by an open transaction. */
export class SqliteDriver implements Driver {
  readonly #source: SqliteSource;
  readonly #gate = new TransactionGate(TRANSACTION_WAIT_MS);
  readonly #idle: SqliteConnection[] = [];
  #opening: Promise<SqliteClient> | undefined;
  #statements: StatementCache | undefined;

  constructor(source: SqliteSource) {
    this.#source = source;
  }

  /** Opens the database; safe to call twice. */
  async init(): Promise<void> {
    this.#opening ??= this.#source.open();
    try {
      this.#statements ??= new StatementCache(await this.#opening);
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  async acquireConnection(): Promise<SqliteConnection> {
    if (this.#statements === undefined) await this.init();
    // `init` has set it or thrown.
    const statements = this.#statements as StatementCache;
    return this.#idle.pop() ?? new SqliteConnection(statements, this.#gate, this.#source);
  }

  async releaseConnection(connection: SqliteConnection): Promise<void> {
    this.#idle.push(connection);
  }

  async beginTransaction(connection: SqliteConnection, { accessMode }: TransactionSettings): Promise<void> {
    // A transaction that reads first and then writes would fail when another program wrote in between.
    await connection.begin(accessMode === "read only" ? "begin" : "begin immediate");
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    connection.commit();
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollback();
  }

  async savepoint(connection: SqliteConnection, name: string): Promise<void> {
    connection.command(`savepoint ${quote(name)}`);
  }

  async rollbackToSavepoint(connection: SqliteConnection, name: string): Promise<void> {
    connection.command(`rollback to ${quote(name)}`);
  }

  async releaseSavepoint(connection: SqliteConnection, name: string): Promise<void> {
    connection.command(`release ${quote(name)}`);
  }

  /** Closes the database; safe to call twice, and when it never opened. */
  async destroy(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#statements = undefined;
    this.#idle.length = 0;
    (await opening)?.close();
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
