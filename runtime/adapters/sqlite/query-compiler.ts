import { SqliteQueryCompiler } from "kysely";

import { toSnakeCase } from "../../core/sql-names.ts";

/** Writes camelCase names as snake_case while it compiles; a plugin would copy the query's whole tree for it. */
export class SnakeCaseQueryCompiler extends SqliteQueryCompiler {
  static readonly #names = new Map<string, string>();

  protected override sanitizeIdentifier(identifier: string): string {
    const known = SnakeCaseQueryCompiler.#names.get(identifier);
    if (known !== undefined) return known;
    const name = super.sanitizeIdentifier(toSnakeCase(identifier));
    // Identifiers come from code; a query built from input must not fill the memory.
    if (SnakeCaseQueryCompiler.#names.size < 5000) SnakeCaseQueryCompiler.#names.set(identifier, name);
    return name;
  }
}
