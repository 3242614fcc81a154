import type BetterSqlite3 from "better-sqlite3";

import { hasBigint, type OpenClient, type SqliteRow, type SqliteStatement } from "./client.ts";

/** How better-sqlite3, already loaded, opens a database. */
export function betterSqlite3(library: unknown): OpenClient {
  // What require("better-sqlite3") gives is its constructor.
  const Library = library as typeof BetterSqlite3;
  return (file, busyMs) => {
    const database = new Library(file, { timeout: busyMs });
    return {
      get inTransaction() {
        return database.inTransaction;
      },
      prepare: (sql) => wrap(database.prepare<unknown[], SqliteRow>(sql)),
      close: () => void database.close(),
    };
  };
}

function wrap(statement: BetterSqlite3.Statement<unknown[], SqliteRow>): SqliteStatement {
  const columns = statement.reader
    ? statement.columns().map(({ name, type }) => ({ name, declared: type?.toLowerCase() ?? null }))
    : [];
  if (statement.reader) statement.raw(true).safeIntegers(hasBigint(columns));
  return {
    columns,
    all: (parameters) => statement.all(parameters),
    iterate: (parameters) => statement.iterate(parameters),
    run: (parameters) => statement.run(parameters),
  };
}
