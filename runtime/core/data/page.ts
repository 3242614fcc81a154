import { Type, type Static, type TSchema, type TUnsafe } from "typebox";

const PAGE_MARK: unique symbol = Symbol("mega.page");

/** Marks the schema of a page, so that the envelope's schema can be told from it. */
export const PAGE_SCHEMA_MARK: unique symbol = Symbol("mega.pageSchema");

/** One page of a list. A handler that returns it answers `{ ok, data: […], meta: { page: { limit, next } } }`. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly page: PageInfo;
}

export interface PageInfo {
  /** How many rows a page holds at most. */
  readonly limit: number;
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}

/** Marks a list answer, so that the envelope can tell it from an object that happens to look like one. */
export function makePage<T>(data: readonly T[], page: PageInfo): Page<T> {
  const marked: Page<T> & { [PAGE_MARK]?: true } = { data, page };
  marked[PAGE_MARK] = true;
  return marked;
}

export function isPage(value: object): value is Page<unknown> {
  return (value as { [PAGE_MARK]?: true })[PAGE_MARK] === true;
}

/** The schema of a `Page` of such rows; the envelope knows it by its mark. */
export function pageSchema<Row extends TSchema>(row: Row): TUnsafe<Page<Static<Row>>> {
  const schema = Type.Object({ data: Type.Array(row), page: PAGE_INFO });
  return Object.assign(Type.Unsafe<Page<Static<Row>>>(schema), { [PAGE_SCHEMA_MARK]: true });
}

/** The schemas of rows and page info inside a page's schema, or null when it is none. */
export function pageParts(schema: object): { readonly rows: object; readonly page: object } | null {
  // The mark says that the schema was made for a Page.
  const marked = schema as { [PAGE_SCHEMA_MARK]?: true; properties?: { data: object; page: object } };
  if (marked[PAGE_SCHEMA_MARK] !== true || marked.properties === undefined) return null;
  return { rows: marked.properties.data, page: marked.properties.page };
}

const PAGE_INFO = Type.Object({
  limit: Type.Integer(),
  next: Type.Unsafe<string | null>({ type: ["string", "null"] }),
});
