import { SqliteQueryCompiler, ValuesNode, type InsertQueryNode } from "kysely";

import { toSnakeCase } from "../../core/data/sql-names.ts";

/** Writes camelCase names as snake_case while it compiles; a plugin would copy the query's whole tree for it. */
export class SnakeCaseQueryCompiler extends SqliteQueryCompiler {
  static readonly #names = new Map<string, string>();

  /** A row without values is a row of defaults; SQL has no empty list of columns. */
  protected override visitInsertQuery(node: InsertQueryNode): void {
    const isEmpty =
      node.columns?.length === 0 && node.values && ValuesNode.is(node.values) && node.values.values.length === 1;
    const { columns: _columns, values: _values, ...rest } = node;
    super.visitInsertQuery(isEmpty ? { ...rest, defaultValues: true } : node);
  }

  protected override sanitizeIdentifier(identifier: string): string {
    const known = SnakeCaseQueryCompiler.#names.get(identifier);
    if (known !== undefined) return known;
    const name = super.sanitizeIdentifier(toSnakeCase(identifier));
    // Identifiers come from code; a query built from input must not fill the memory.
    if (SnakeCaseQueryCompiler.#names.size < 5000) SnakeCaseQueryCompiler.#names.set(identifier, name);
    return name;
  }
}
