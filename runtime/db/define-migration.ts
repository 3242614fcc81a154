import type { Schema } from "./schema.ts";

/** One step of a database's shape. Runs in a transaction: a step that throws leaves nothing behind. */
export interface Migration {
  readonly up: (schema: Schema) => Promise<void> | void;
  /** Takes `up` back; without it the migration cannot be rolled back. */
  readonly down?: (schema: Schema) => Promise<void> | void;
}

/** A migration: the default export of a file in `db/migrations`. */
export function defineMigration(migration: Migration): Migration {
  return migration;
}
