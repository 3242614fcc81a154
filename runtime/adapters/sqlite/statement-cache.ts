import type { SqliteClient, SqliteRow, SqliteStatement } from "./client.ts";
import { compileDecoder, type DecodeRow } from "./decode.ts";

/** A prepared statement with what decodes its rows. */
export interface PreparedQuery {
  readonly statement: SqliteStatement;
  readonly decode: DecodeRow;
}

/** Statements prepared before, the least recently used dropped first. */
export class StatementCache {
  readonly client: SqliteClient;
  readonly #limit: number;
  readonly #prepared = new Map<string, PreparedQuery>();

  constructor(client: SqliteClient, limit = 256) {
    this.client = client;
    this.#limit = limit;
  }

  take(sql: string): PreparedQuery {
    const known = this.#prepared.get(sql);
    if (known === undefined) return this.#add(sql);
    this.#prepared.delete(sql);
    this.#prepared.set(sql, known);
    return known;
  }

  /** For after a change of the schema: a prepared statement remembers the columns of its time. */
  clear(): void {
    this.#prepared.clear();
  }

  /** What decodes these rows, also when another process has changed the table since the statement was prepared. */
  decoderFor(sql: string, [row]: readonly SqliteRow[]): DecodeRow {
    const known = this.take(sql);
    if (row === undefined || row.length === known.statement.columns.length) return known.decode;
    this.#prepared.delete(sql);
    return this.#add(sql).decode;
  }

  #add(sql: string): PreparedQuery {
    const statement = this.client.prepare(sql);
    const prepared = { statement, decode: compileDecoder(statement.columns) };
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > this.#limit) this.#prepared.delete(this.#prepared.keys().next().value as string);
    return prepared;
  }
}
