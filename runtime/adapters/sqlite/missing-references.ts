import {
  ColumnNode,
  InsertQueryNode,
  PrimitiveValueListNode,
  TableNode,
  UpdateQueryNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type CompiledQuery,
  type OperationNode,
} from "kysely";

import { toSnakeCase } from "../../core/data/sql-names.ts";
import type { SqliteClient } from "./client.ts";
import { encodeAll } from "./encode.ts";

/** The columns (in SQL) of a failed insert or update whose value is the key of no row. */
export function findMissingReferences({ query }: CompiledQuery, client: SqliteClient): readonly string[] {
  const written = writtenBy(query);
  if (written === undefined) return [];
  const keys = client.prepare('select "from", "table", coalesce("to", \'id\') from pragma_foreign_key_list(?)');
  const missing = keys.all([written.table]).filter((key) => {
    const [from, table, to] = key.map(String) as [string, string, string];
    const exists = client.prepare(`select 1 from ${quote(table)} where ${quote(to)} = ?`);
    return written.values
      .filter(([column, value]) => column === from && value !== null && value !== undefined)
      .some(([, value]) => exists.all(encodeAll([value])).length === 0);
  });
  return [...new Set(missing.map(([from]) => String(from)))];
}

interface Written {
  readonly table: string;
  readonly values: readonly (readonly [column: string, value: unknown])[];
}

function writtenBy(query: OperationNode): Written | undefined {
  if (InsertQueryNode.is(query) && query.into) return { table: nameOf(query.into), values: insertedBy(query) };
  if (UpdateQueryNode.is(query) && query.table && TableNode.is(query.table)) {
    const updates = query.updates ?? [];
    return {
      table: nameOf(query.table),
      values: updates.map(({ column, value }) => [columnOf(column), ValueNode.is(value) ? value.value : undefined]),
    };
  }
  return undefined;
}

function insertedBy({ columns = [], values }: InsertQueryNode): Written["values"] {
  if (!values || !ValuesNode.is(values)) return [];
  return values.values.flatMap((row) =>
    columns.map((column, index) => [columnOf(column), valueAt(row, index)] as const),
  );
}

function valueAt(row: OperationNode, index: number): unknown {
  if (PrimitiveValueListNode.is(row)) return row.values[index];
  const value = ValueListNode.is(row) ? row.values[index] : undefined;
  return value && ValueNode.is(value) ? value.value : undefined;
}

function nameOf({ table }: TableNode): string {
  return toSnakeCase(table.identifier.name);
}

function columnOf(node: OperationNode): string {
  return ColumnNode.is(node) ? toSnakeCase(node.column.name) : "";
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
