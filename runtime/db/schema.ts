import { sql, type ColumnDefinitionBuilder, type Kysely } from "kysely";

import { FIELD_TYPES, type FieldSettings, type SqlDialect } from "../model/field-types.ts";
import { DIALECT_COLUMNS } from "./dialects.ts";
import { TableBuilder, type TablePart } from "./table-builder.ts";

/** What a migration changes a database with. Tables and columns are named as in code: `blogPosts`, `authorId`. */
export interface Schema {
  /** Creates a table. */
  create(table: string, build: (table: TableBuilder) => void): Promise<void>;
  /** Adds columns and indexes to a table; a column that rows are already without is optional or has a default. */
  add(table: string, build: (table: TableBuilder) => void): Promise<void>;
  /** Drops columns, each with the indexes that hold it alone. */
  remove(table: string, columns: readonly string[]): Promise<void>;
  /** Drops a table with its indexes. */
  drop(table: string): Promise<void>;
  /** For everything else. Not typed by the models: a migration meets the tables of its own time. */
  readonly kysely: Kysely<AnyDatabase>;
}

/** Tables that nothing is known of. */
export type AnyDatabase = Record<string, Record<string, unknown>>;

/** The schema of a database, within the transaction of a migration. */
export function makeSchema(kysely: Kysely<AnyDatabase>, dialect: SqlDialect): Schema {
  return {
    kysely,
    create: async (table, build) => {
      const parts = noteDown(build);
      const columns = parts.flatMap((part) => columnsOf(part, dialect));
      const empty = kysely.schema.createTable(table);
      await columns
        .reduce((create, { name, type, build }) => create.addColumn(name, sql.raw(type), build), empty)
        .execute();
      await createIndexes(kysely, table, parts);
    },
    add: async (table, build) => {
      const parts = noteDown(build);
      for (const { name, type, build: define } of parts.flatMap((part) => columnsOf(part, dialect))) {
        await kysely.schema.alterTable(table).addColumn(name, sql.raw(type), define).execute();
      }
      await createIndexes(kysely, table, parts);
    },
    remove: async (table, columns) => {
      for (const column of columns) {
        for (const unique of [true, false]) {
          await kysely.schema
            .dropIndex(indexName(table, { columns: [column], unique }))
            .ifExists()
            .execute();
        }
        await kysely.schema.alterTable(table).dropColumn(column).execute();
      }
    },
    drop: (table) => kysely.schema.dropTable(table).execute(),
  };
}

interface ColumnPlan {
  readonly name: string;
  readonly type: string;
  readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
}

function noteDown(build: (table: TableBuilder) => void): readonly TablePart[] {
  const table = new TableBuilder();
  build(table);
  return table.parts;
}

function columnsOf(part: TablePart, dialect: SqlDialect): readonly ColumnPlan[] {
  const { id, countUp, integer, datetime, now } = DIALECT_COLUMNS[dialect];
  switch (part.part) {
    case "id":
      return [{ name: "id", type: id, build: (column) => countUp(column.primaryKey()) }];
    case "version":
      return [{ name: "version", type: integer, build: (column) => column.notNull().defaultTo(1) }];
    case "timestamps":
      return ["createdAt", "updatedAt"].map((name) => ({
        name,
        type: datetime,
        build: (column) => column.notNull().defaultTo(now),
      }));
    case "column":
      return [
        {
          name: part.name,
          type: FIELD_TYPES[part.kind].sql[dialect](part.settings),
          build: (column) => defineColumn(column, part.settings),
        },
      ];
    case "index":
      return [];
  }
}

function defineColumn(column: ColumnDefinitionBuilder, settings: FieldSettings): ColumnDefinitionBuilder {
  const { optional, to, default: value } = settings;
  let defined = optional === true ? column : column.notNull();
  if (value !== undefined) defined = defined.defaultTo(typeof value === "object" ? JSON.stringify(value) : value);
  if (to !== undefined) defined = defined.references(`${to}.id`);
  return defined;
}

async function createIndexes(kysely: Kysely<AnyDatabase>, table: string, parts: readonly TablePart[]): Promise<void> {
  for (const part of parts) {
    if (part.part !== "index") continue;
    const index = kysely.schema
      .createIndex(indexName(table, part))
      .on(table)
      .columns([...part.columns]);
    await (part.unique ? index.unique() : index).execute();
  }
}

function indexName(
  table: string,
  { columns, unique }: { readonly columns: readonly string[]; readonly unique: boolean },
): string {
  return `${unique ? "unique" : "index"}_${table}_on_${columns.join("_and_")}`;
}
