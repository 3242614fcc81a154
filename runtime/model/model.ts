import { Type, type TUnsafe } from "typebox";

import { pageSchema, type Page } from "../core/data/page.ts";
import { nameSchema, type SchemaPart } from "../core/schema/schema-name.ts";
import { listColumns, type Column } from "./columns.ts";
import type { Form } from "./form.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { CreateOf, Fields, ListOf, PatchOf, PublicRowOf, ReplaceOf, RowOf, TableOf } from "./row.ts";
import {
  createSchema,
  keySchema,
  listSchema,
  patchSchema,
  publicRowSchema,
  replaceSchema,
  rowSchema,
} from "./schemas.ts";

/** One source for a table, its validation, its types and its API description. Data, not an active record. */
export interface Model<Name extends string = string, F extends Fields = Fields> extends Form<F> {
  /** The table as written in code: `blogPosts` is `blog_posts` in SQL. */
  readonly table: Name;
  /** The columns by their name in rows, in the order of the table: id, the fields, version, createdAt, updatedAt. */
  readonly columns: Readonly<Record<string, Column>>;
  /** A whole row. */
  readonly row: TUnsafe<RowOf<F>>;
  /** The body that creates a row. */
  readonly create: TUnsafe<CreateOf<F>>;
  /** The body that replaces a row; fields left out get null or their default. */
  readonly replace: TUnsafe<ReplaceOf<F>>;
  /** The body that changes at least one field of a row. */
  readonly patch: TUnsafe<PatchOf<F>>;
  /** The path parameter `id`. */
  readonly key: TUnsafe<{ id: number }>;
  /** The query of a list: limit, cursor, sort, and a filter for each column that can be compared. */
  readonly list: TUnsafe<ListOf<F>>;
  /** A page of rows, without redacted fields. */
  readonly page: TUnsafe<Page<PublicRowOf<F>>>;
  /** Only a type: the table as Kysely knows it. */
  readonly "~table": TableOf<F>;
}

/** A model's row type: `export type Post = Row<typeof Post>`. */
export type Row<M extends { readonly row: TUnsafe }> = M["row"]["~unsafe"];

/**
 * Declares a table: its name in code and its fields. `id`, `version`, `createdAt` and `updatedAt` are added.
 * @throws MegaError `model_invalid` with every mistake of the fields.
 */
export function defineModel<const Name extends string, const F extends Fields>(table: Name, fields: F): Model<Name, F> {
  const columns = listColumns(table, fields);
  const all = Object.values(columns);
  const part = <T>(name: SchemaPart, schema: JsonSchema): TUnsafe<T> => {
    return nameSchema(Type.Unsafe<T>(schema), { table, part: name });
  };
  const row = part<RowOf<F>>("row", rowSchema(all));
  const hidesFields = all.some(({ settings }) => settings.redact === true);
  const schemas = {
    row,
    create: part<CreateOf<F>>("create", createSchema(all)),
    replace: part<ReplaceOf<F>>("replace", replaceSchema(all)),
    patch: part<PatchOf<F>>("patch", patchSchema(all)),
    key: part<{ id: number }>("key", keySchema()),
    list: Type.Unsafe<ListOf<F>>(listSchema(all)),
    page: pageSchema(hidesFields ? part<PublicRowOf<F>>("item", publicRowSchema(all)) : row),
  };
  // `~table` is only a type: there is nothing to hold at run time.
  return { table, fields, columns, ...schemas } as Model<Name, F>;
}
