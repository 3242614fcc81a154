/** The little that mega needs of an SQLite library. Everything is synchronous, as SQLite is. */
export interface SqliteClient {
  /** Whether a transaction is open. */
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteStatement {
  /** The columns of the answer; none when the statement answers with no rows. */
  readonly columns: readonly ResultColumn[];
  /** Rows as arrays in the order of `columns`. 64-bit integers when one of the columns is declared `bigint`. */
  all(parameters: readonly unknown[]): readonly SqliteRow[];
  iterate(parameters: readonly unknown[]): Iterable<SqliteRow>;
  run(parameters: readonly unknown[]): Changes;
}

export type SqliteRow = readonly unknown[];

export interface ResultColumn {
  readonly name: string;
  /** The type in the CREATE TABLE of the column it comes from, in lower case; null for an expression. */
  readonly declared: string | null;
}

export interface Changes {
  readonly changes: number | bigint;
  readonly lastInsertRowid: number | bigint;
}

/** Opens a file or `:memory:`; waits up to `busyMs` for another program's lock. */
export type OpenClient = (file: string, busyMs: number) => SqliteClient;

/** Whether reading these columns needs more than 53 bits. */
export function hasBigint(columns: readonly ResultColumn[]): boolean {
  return columns.some(({ declared }) => declared === "bigint");
}
