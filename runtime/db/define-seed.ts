import type { Kysely } from "kysely";

import type { Database } from "../core/data/database.ts";

/** Fills a database with rows to work with. Runs in a transaction, and may run again: it looks before it adds. */
export type Seed = (db: Kysely<Database>) => Promise<void>;

/** A seed: the default export of a file in `db/seeds`. */
export function defineSeed(seed: Seed): Seed {
  return seed;
}
