import { sql, type ColumnDefinitionBuilder, type RawBuilder } from "kysely";

import type { SqlDialect } from "../model/field-types.ts";

/** What the columns that every table has are in one database; those of fields stand in the field-type table. */
export interface DialectColumns {
  readonly id: string;
  readonly countUp: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  readonly integer: string;
  readonly datetime: string;
  /** The time of the statement as rows hold it: UTC, with milliseconds. */
  readonly now: RawBuilder<unknown>;
}

export const DIALECT_COLUMNS: Readonly<Record<SqlDialect, DialectColumns>> = {
  sqlite: {
    id: "integer",
    // Without it SQLite gives the id of a deleted last row away again.
    countUp: (column) => column.autoIncrement(),
    integer: "integer",
    datetime: "datetime",
    now: sql`(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
  },
};
