import { hasBigint, type OpenClient, type ResultColumn, type SqliteRow, type SqliteStatement } from "./client.ts";

/** How node:sqlite opens a database, or null where Node has none that says the types of columns (before 22.16). */
export async function nodeSqlite(): Promise<OpenClient | null> {
  const library = await loadLibrary();
  if (library === null || !("columns" in library.StatementSync.prototype)) return null;
  return (file, busyMs) => {
    const database = new library.DatabaseSync(file, { timeout: busyMs });
    return {
      get inTransaction() {
        return database.isTransaction;
      },
      prepare: (sql) => wrap(database.prepare(sql)),
      close: () => database.close(),
    };
  };
}

// The types of Node 20, mega's floor, do not know the module: these are the parts that are used.
interface NodeSqlite {
  readonly DatabaseSync: new (file: string, options: { readonly timeout: number }) => NodeDatabase;
  readonly StatementSync: { readonly prototype: object };
}
interface NodeDatabase {
  readonly isTransaction: boolean;
  prepare(sql: string): NodeStatement;
  close(): void;
}
interface NodeStatement {
  columns(): readonly { readonly name: string; readonly type: string | null }[];
  setReturnArrays(on: boolean): void;
  setReadBigInts(on: boolean): void;
  all(...parameters: readonly unknown[]): readonly SqliteRow[];
  iterate(...parameters: readonly unknown[]): Iterable<SqliteRow>;
  run(...parameters: readonly unknown[]): ReturnType<SqliteStatement["run"]>;
}

async function loadLibrary(): Promise<NodeSqlite | null> {
  const name = "node:sqlite";
  try {
    return (await import(name)) as NodeSqlite;
  } catch {
    return null;
  }
}

function wrap(statement: NodeStatement): SqliteStatement {
  const columns: readonly ResultColumn[] = statement
    .columns()
    .map(({ name, type }) => ({ name, declared: type?.toLowerCase() ?? null }));
  statement.setReturnArrays(true);
  statement.setReadBigInts(hasBigint(columns));
  return {
    columns,
    all: (parameters) => statement.all(...parameters),
    iterate: (parameters) => statement.iterate(...parameters),
    run: (parameters) => statement.run(...parameters),
  };
}
