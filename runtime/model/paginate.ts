import type { Expression, SelectQueryBuilder, SqlBool } from "kysely";
import { expressionBuilder } from "kysely";

import { makePage, type Page } from "../core/data/page.ts";
import type { Column } from "./columns.ts";
import { readCursor, writeCursor, type Position, type SortTerm } from "./cursor.ts";
import type { Model } from "./model.ts";
import type { Fields, ListParams, PublicRowOf } from "./row.ts";
import { PAGE_LIMIT } from "./schemas.ts";

/**
 * One page of a query on the model's table: exact filters, any order of its sortable columns, and a cursor that stays
 * right while rows come and go (keyset pagination). The query may already have conditions, joins and more columns.
 * Nulls count as smaller than any value. Redacted columns are never read.
 * @param params a validated `Model.list` query
 * @throws MegaError `validation_failed` at `/cursor` for a cursor of another list or order
 */
export async function paginate<DB, TB extends keyof DB, O, Name extends string, F extends Fields>(
  query: SelectQueryBuilder<DB, TB, O>,
  model: Model<Name, F>,
  params: ListParams,
): Promise<Page<PublicRowOf<F> & O>> {
  const limit = params.limit ?? PAGE_LIMIT.default;
  const sort = parseSort(model, params.sort);
  const columns = Object.values(model.columns).filter(({ settings }) => settings.redact !== true);
  // The columns of a model are known at run time only.
  let page = (query as unknown as AnySelect).select(columns.map(({ name }) => `${model.table}.${name}`));
  for (const [column, value] of filters(columns, params)) page = page.where(isLevel(model.table, column, value));
  if (params.cursor !== undefined) {
    page = page.where(after(model.table, sort, readCursor(model.table, sort, params.cursor)));
  }
  for (const term of sort) page = order(page, model.table, term);
  const rows = await page.limit(limit + 1).execute();
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next = rows.length > limit && last ? writeCursor(model.table, sort, last) : null;
  return makePage(data as (PublicRowOf<F> & O)[], { limit, next });
}

type AnyDatabase = Record<string, Record<string, unknown>>;
type AnySelect = SelectQueryBuilder<AnyDatabase, string, Record<string, unknown>>;

/** The terms of `sort`, each column once, ended by the id so that no two rows are equal in it. */
function parseSort(model: Model, sort = ""): readonly SortTerm[] {
  const terms: SortTerm[] = [];
  for (const word of [...sort.split(","), "id"]) {
    const column = model.columns[word.replace("-", "")];
    if (!column || terms.some((term) => term.column === column)) continue;
    terms.push({ column, direction: word.startsWith("-") ? "desc" : "asc" });
  }
  return terms;
}

function filters(columns: readonly Column[], params: ListParams): readonly (readonly [Column, unknown])[] {
  const values = params as Readonly<Record<string, unknown>>;
  return columns
    .filter(({ name, type, generated }) => type.filter && !generated && values[name] !== undefined)
    .map((column) => [column, values[column.name]] as const);
}

function order(query: AnySelect, table: string, { column, direction }: SortTerm): AnySelect {
  const reference = `${table}.${column.name}` as const;
  if (column.settings.optional !== true) return query.orderBy(reference, direction);
  return query.orderBy(reference, (by) => (direction === "asc" ? by.asc().nullsFirst() : by.desc().nullsLast()));
}

/** Rows behind a position: behind it in the first column, or level there and behind it in the next, and so on. */
function after(table: string, sort: readonly SortTerm[], position: Position): Expression<SqlBool> {
  const eb = expressionBuilder<AnyDatabase, string>();
  const branches = sort.map((term, index) =>
    eb.and([
      ...sort.slice(0, index).map((level, at) => isLevel(table, level.column, position[at])),
      isBehind(table, term, position[index]),
    ]),
  );
  return eb.and([...bound(table, sort, position), eb.or(branches)]);
}

/** What all rows behind a position have in common: said apart, it lets the database start in the middle of an index. */
function bound(table: string, [first, ...others]: readonly SortTerm[], [value]: Position): Expression<SqlBool>[] {
  const nullsFollow = first?.direction === "desc" && first.column.settings.optional === true;
  if (first === undefined || others.length === 0 || value === null || value === undefined || nullsFollow) return [];
  const eb = expressionBuilder<AnyDatabase, string>();
  return [eb(`${table}.${first.column.name}`, first.direction === "asc" ? ">=" : "<=", value)];
}

function isLevel(table: string, column: Column, value: unknown): Expression<SqlBool> {
  const eb = expressionBuilder<AnyDatabase, string>();
  return value === null ? eb(`${table}.${column.name}`, "is", null) : eb(`${table}.${column.name}`, "=", value);
}

function isBehind(table: string, { column, direction }: SortTerm, value: unknown): Expression<SqlBool> {
  const eb = expressionBuilder<AnyDatabase, string>();
  const reference = `${table}.${column.name}` as const;
  if (direction === "asc") return value === null ? eb(reference, "is not", null) : eb(reference, ">", value);
  if (value === null) return eb.lit(false);
  const smaller = eb(reference, "<", value);
  return column.settings.optional === true ? eb.or([smaller, eb(reference, "is", null)]) : smaller;
}
