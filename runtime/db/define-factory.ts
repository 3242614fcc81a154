import type { Insertable, Kysely, Selectable } from "kysely";

import type { Database } from "../core/data/database.ts";

/** Makes rows of one table for tests and seeds. */
export interface Factory<Name extends keyof Database> {
  /** The values of a new row; the rows it refers to are inserted. */
  readonly build: (db: Kysely<Database>, values?: Partial<Insertable<Database[Name]>>) => Promise<NewRow<Name>>;
  /** Inserts a row and gives it back as the database has it. */
  readonly create: (
    db: Kysely<Database>,
    values?: Partial<Insertable<Database[Name]>>,
  ) => Promise<Selectable<Database[Name]>>;
}

type NewRow<Name extends keyof Database> = Insertable<Database[Name]>;

/** Inserts a row of another factory into the same database and gives its id. */
export type Make = <Other extends keyof Database>(factory: Factory<Other>) => Promise<number>;

/**
 * A factory of rows: `values` gives a whole valid row for the n-th call (n counts from 1), `make` the id of a row it refers to.
 * Values given to `build` or `create` win.
 */
export function defineFactory<Name extends keyof Database>(
  table: Name,
  values: (n: number, make: Make) => NewRow<Name> | Promise<NewRow<Name>>,
): Factory<Name> {
  let n = 0;
  const build: Factory<Name>["build"] = async (db, given) => {
    n += 1;
    return { ...(await values(n, (factory) => insertedId(db, factory))), ...given };
  };
  const create: Factory<Name>["create"] = async (db, given) => {
    // Which table it is, only the caller's types know; Kysely can't follow a table that is a type parameter.
    const untyped = db as unknown as Kysely<Record<string, object>>;
    const row = await untyped
      .insertInto(table)
      .values(await build(db, given))
      .returningAll()
      .executeTakeFirstOrThrow();
    return row as Selectable<Database[Name]>;
  };
  return { build, create };
}

async function insertedId<Other extends keyof Database>(
  db: Kysely<Database>,
  factory: Factory<Other>,
): Promise<number> {
  // Every model has an id.
  return ((await factory.create(db)) as { id: number }).id;
}
