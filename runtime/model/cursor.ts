import { MegaError } from "../core/errors/errors.ts";
import type { Column } from "./columns.ts";

/** One column of an order. */
export interface SortTerm {
  readonly column: Column;
  readonly direction: "asc" | "desc";
}

/** The values of the last row of a page in the columns of its order. */
export type Position = readonly (string | number | boolean | null)[];

/** Writes where a page ended. A cursor is bound to the table and order it was made for. */
export function writeCursor(table: string, sort: readonly SortTerm[], row: Readonly<Record<string, unknown>>): string {
  const values = sort.map(({ column }) => row[column.name] ?? null);
  return Buffer.from(JSON.stringify([orderName(table, sort), ...values])).toString("base64url");
}

/** Reads a cursor back. Anything but a cursor of this table and order is `validation_failed` at `/cursor`. */
export function readCursor(table: string, sort: readonly SortTerm[], cursor: string): Position {
  const parsed = parse(cursor);
  if (!Array.isArray(parsed)) throw badCursor(cursor);
  const [order, ...values] = parsed as unknown[];
  const fits = values.length === sort.length && sort.every((term, index) => isValueOf(term.column, values[index]));
  if (order !== orderName(table, sort) || !fits) throw badCursor(cursor);
  return values as Position;
}

function orderName(table: string, sort: readonly SortTerm[]): string {
  return `${table}:${sort.map(({ column, direction }) => (direction === "asc" ? column.name : `-${column.name}`)).join()}`;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

function isValueOf({ type, settings }: Column, value: unknown): boolean {
  if (value === null) return settings.optional === true;
  const wanted = type.output["type"] === "integer" ? "number" : type.output["type"];
  return typeof value === wanted;
}

function badCursor(cursor: string): MegaError {
  const message = "cursor is not of this list and order; leave it out to start at the first page";
  const details = [{ path: "/cursor", rule: "cursor", message, params: { cursor: cursor.slice(0, 100) } }];
  return new MegaError("validation_failed", { details }, { details });
}
