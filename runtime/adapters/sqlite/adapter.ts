import { Kysely, SqliteAdapter, SqliteIntrospector, type Dialect, type KyselyConfig, type KyselyPlugin } from "kysely";

import type { Database } from "../../core/data/database.ts";
import type { MegaDbAdapter, RanQuery } from "../../core/ports.ts";
import { toSnakeCase } from "../../core/data/sql-names.ts";
import { SqliteDriver } from "./driver.ts";
import { isInMemory, openClient, type SqlitePlace } from "./open-client.ts";
import { SnakeCaseQueryCompiler } from "./query-compiler.ts";

export interface SqliteAdapterPlace extends SqlitePlace {
  /** Hears of every query. */
  readonly onQuery?: (query: RanQuery) => void;
}

/** The database adapter of `{ driver: "sqlite", file }`. Nothing is opened before `connect` or the first query. */
export function makeSqliteAdapter(place: SqliteAdapterPlace): MegaDbAdapter {
  const open = (): ReturnType<typeof openClient> => openClient(place);
  const isSandbox = place.access === "sandbox";
  // Nobody else sees what a sandbox has written.
  const driver = new SqliteDriver({ open, openAgain: isInMemory(place) || isSandbox ? null : open, isSandbox });
  const kysely = new Kysely<Database>({ dialect: dialectOf(driver), ...loggedTo(place.onQuery) });
  return {
    driver: "sqlite",
    capabilities: { returning: true, transactionalDdl: true },
    kysely,
    connect: () => driver.init(),
    close: async () => {
      await kysely.destroy();
      // Kysely destroys only what a query has initialized.
      await driver.destroy();
    },
    check: async () => {
      const connection = await driver.acquireConnection();
      connection.command("select 1");
      await driver.releaseConnection(connection);
      return { ok: true };
    },
  };
}

function loggedTo(onQuery: SqliteAdapterPlace["onQuery"]): Pick<KyselyConfig, "log"> {
  if (onQuery === undefined) return {};
  return {
    log: ({ query: { sql, parameters }, queryDurationMillis: ms, ...event }) =>
      onQuery({ sql, parameters, ms, ...(event.level === "error" ? { error: event.error } : {}) }),
  };
}

function dialectOf(driver: SqliteDriver): Dialect {
  return {
    createDriver: () => driver,
    createAdapter: () => new TransactionalSqliteAdapter(),
    createQueryCompiler: () => new SnakeCaseQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db.withPlugin(SQL_NAMES)),
  };
}

/** SQLite changes its schema within transactions; `begin immediate` lets one migrating process in at a time. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** The introspector reads `dflt_value` as SQLite has it. */
const SQL_NAMES: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => ({
    ...result,
    rows: result.rows.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [toSnakeCase(k), v]))),
  }),
};
