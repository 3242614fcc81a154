import { CompiledQuery, type DatabaseConnection, type QueryResult } from "kysely";

import type { SqliteClient } from "./client.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { encodeAll } from "./encode.ts";
import { StatementCache } from "./statement-cache.ts";
import type { TransactionGate } from "./transaction-gate.ts";
import { translateError } from "./translate-error.ts";

/** What a connection knows of its database. */
export interface ConnectionSource {
  /** Opens it once more for reading a stream; null where there is no second way in (`:memory:`, a sandbox). */
  readonly openAgain: (() => Promise<SqliteClient>) | null;
  /** Opened within a transaction that is never committed. */
  readonly isSandbox: boolean;
}

/** A borrower of the one connection: somebody whose queries may be a transaction of their own. */
export class SqliteConnection implements DatabaseConnection {
  readonly #statements: StatementCache;
  readonly #gate: TransactionGate;
  readonly #source: ConnectionSource;
  readonly #words: TransactionWords;
  #inTransaction = false;

  constructor(statements: StatementCache, gate: TransactionGate, source: ConnectionSource) {
    this.#statements = statements;
    this.#gate = gate;
    this.#source = source;
    this.#words = source.isSandbox ? SAVEPOINT_WORDS : TRANSACTION_WORDS;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    while (!this.#gate.isOpenFor(this)) await this.#gate.wait();
    this.#keepSandbox();
    try {
      const result = runQuery<Row>(this.#statements, query);
      this.#keepSandbox();
      return result;
    } catch (error) {
      throw translateError(error, query, this.#statements.client);
    }
  }

  /** Reads on a connection of its own, so that whoever reads may query and write between two rows. */
  async *streamQuery<Row>(query: CompiledQuery, chunkSize = 100): AsyncIterableIterator<QueryResult<Row>> {
    const { openAgain } = this.#source;
    if (this.#inTransaction || openAgain === null) {
      // The only connection can do nothing else while it gives rows: all are read first.
      yield await this.executeQuery<Row>(query);
      return;
    }
    const client = await openAgain();
    try {
      yield* readChunks<Row>(client, query, chunkSize);
    } catch (error) {
      throw translateError(error, query, client);
    } finally {
      client.close();
    }
  }

  async begin(sql: "begin" | "begin immediate"): Promise<void> {
    await this.#gate.enter(this);
    try {
      this.command(this.#source.isSandbox ? "savepoint mega" : sql);
      this.#inTransaction = true;
    } catch (error) {
      this.#gate.leave();
      throw error;
    }
  }

  /** A commit that fails keeps the transaction open: the rollback that follows ends it. */
  commit(): void {
    this.command(this.#words.commit);
    this.#left();
  }

  rollback(): void {
    try {
      for (const sql of this.#words.rollback) this.command(sql);
    } catch (error) {
      // SQLite has rolled back by itself, after a full disk for one.
      if (!/no transaction is active|no such savepoint/.test(String(error))) throw error;
    } finally {
      this.#left();
    }
  }

  command(sql: string): void {
    try {
      this.#statements.take(sql).statement.run([]);
    } catch (error) {
      throw translateError(error, CompiledQuery.raw(sql), this.#statements.client);
    }
  }

  /** Throws when the transaction of the sandbox was ended; the next statement is in a new one. */
  #keepSandbox(): void {
    if (!this.#source.isSandbox || this.#statements.client.inTransaction) return;
    this.command("begin immediate");
    throw new MegaError("sandbox_left", {});
  }

  #left(): void {
    this.#inTransaction = false;
    this.#gate.leave();
  }
}

interface TransactionWords {
  readonly commit: string;
  readonly rollback: readonly string[];
}

const TRANSACTION_WORDS: TransactionWords = { commit: "commit", rollback: ["rollback"] };
/** Within the transaction that is open already. */
const SAVEPOINT_WORDS: TransactionWords = { commit: "release mega", rollback: ["rollback to mega", "release mega"] };

/** Queries that leave the schema as it is. */
const DATA_QUERIES: ReadonlySet<string> = new Set([
  "SelectQueryNode",
  "InsertQueryNode",
  "UpdateQueryNode",
  "DeleteQueryNode",
]);

function runQuery<Row>(statements: StatementCache, { sql, parameters, query }: CompiledQuery): QueryResult<Row> {
  const { statement } = statements.take(sql);
  const values = encodeAll(parameters);
  if (statement.columns.length > 0) {
    const rows = statement.all(values);
    // Decoded rows have the shape that the types of the query say.
    return { rows: rows.map(statements.decoderFor(sql, rows)) as Row[] };
  }
  const { changes, lastInsertRowid } = statement.run(values);
  if (!DATA_QUERIES.has(query.kind)) statements.clear();
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

function* readChunks<Row>(client: SqliteClient, query: CompiledQuery, size: number): Generator<QueryResult<Row>> {
  const { statement, decode } = new StatementCache(client).take(query.sql);
  let chunk: Row[] = [];
  for (const row of statement.iterate(encodeAll(query.parameters))) {
    chunk.push(decode(row) as Row);
    if (chunk.length < size) continue;
    yield { rows: chunk };
    chunk = [];
  }
  if (chunk.length > 0) yield { rows: chunk };
}
