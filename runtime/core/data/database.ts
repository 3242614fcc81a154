import type { Kysely, Transaction } from "kysely";

import type { Tables } from "../registry.ts";

/**
 * What Kysely knows of a project's tables: each model carries its table type under `~table`, so nothing is inferred over
 * the whole project and no central file is written.
 */
export type Database = {
  readonly [Name in keyof Tables]: Tables[Name] extends { readonly "~table": infer Table } ? Table : never;
};

/** A connection to a database, or a transaction on it. */
export type Db = Kysely<Database> | Transaction<Database>;
