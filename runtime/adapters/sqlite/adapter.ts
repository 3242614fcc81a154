import { Kysely, SqliteAdapter, SqliteIntrospector, type Dialect, type KyselyPlugin } from "kysely";

import type { Database } from "../../core/data/database.ts";
import type { MegaDbAdapter } from "../../core/ports.ts";
import { toSnakeCase } from "../../core/data/sql-names.ts";
import { SqliteDriver } from "./driver.ts";
import { isInMemory, openClient, type SqlitePlace } from "./open-client.ts";
import { SnakeCaseQueryCompiler } from "./query-compiler.ts";

/** The database adapter of `{ driver: "sqlite", file }`. Nothing is opened before `connect` or the first query. */
export function makeSqliteAdapter(place: SqlitePlace): MegaDbAdapter {
  const open = (): ReturnType<typeof openClient> => openClient(place);
  const isSandbox = place.access === "sandbox";
  // Nobody else sees what a sandbox has written.
  const driver = new SqliteDriver({ open, openAgain: isInMemory(place) || isSandbox ? null : open, isSandbox });
  const kysely = new Kysely<Database>({ dialect: dialectOf(driver) });
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
