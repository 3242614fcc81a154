import type { MegaConfig } from "./config/settings.ts";
import type { Clock, DatabaseAccess, MegaDbAdapter, RanQuery } from "./core/ports.ts";
import { DATABASE_DRIVERS } from "./drivers.ts";

export interface OpenDatabasesOptions {
  /** Absolute path of the project. */
  readonly root: string;
  readonly clock: Clock;
  readonly access: DatabaseAccess;
  /** Told of each database before it is opened, to close it. */
  readonly onOpen: (database: MegaDbAdapter) => void;
  /** Hears of every query, with the alias of its database; nobody does unless said. */
  readonly onQuery?: ((alias: string, query: RanQuery) => void) | undefined;
}

/** The databases of the config, open, by alias. Throws what keeps one from opening. */
export async function openDatabases(
  { databases: settings }: Pick<MegaConfig, "databases">,
  { onOpen, onQuery, ...place }: OpenDatabasesOptions,
): Promise<Readonly<Record<string, MegaDbAdapter>>> {
  const databases: Record<string, MegaDbAdapter> = {};
  for (const [alias, database] of Object.entries(settings)) {
    const adapter = await DATABASE_DRIVERS[database.driver](database, {
      alias,
      ...place,
      ...(onQuery === undefined ? {} : { onQuery: (query) => onQuery(alias, query) }),
    });
    onOpen(adapter);
    await adapter.connect();
    databases[alias] = adapter;
  }
  return databases;
}
