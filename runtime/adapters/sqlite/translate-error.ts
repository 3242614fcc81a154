import type { CompiledQuery } from "kysely";

import { makeDetail, type DetailSource } from "../../core/schema/details.ts";
import type { ValidationDetail } from "../../core/errors/error-entry.ts";
import { MegaMissingReferenceError } from "../../core/errors/http-errors.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { toCamelCase } from "../../core/data/sql-names.ts";
import type { SqliteClient } from "./client.ts";
import { findMissingReferences } from "./missing-references.ts";

/**
 * What SQLite refuses, as an error of the table; anything else stays as it is. SQLite's words are the same from every library,
 * their codes are not.
 */
export function translateError(error: unknown, query: CompiledQuery, client: SqliteClient): unknown {
  if (!(error instanceof Error) || error instanceof MegaError) return error;
  for (const [words, translate] of TRANSLATIONS) {
    const match = words.exec(error.message);
    if (match) return translate({ said: match[1] ?? "", query, client, cause: error });
  }
  return error;
}

interface Refusal {
  /** What SQLite names: columns, a table. */
  readonly said: string;
  readonly query: CompiledQuery;
  readonly client: SqliteClient;
  readonly cause: Error;
}

const TRANSLATIONS: readonly (readonly [RegExp, (refusal: Refusal) => MegaError])[] = [
  [/^UNIQUE constraint failed: (.*)$/, uniqueViolation],
  [/^NOT NULL constraint failed: (.*)$/, valueMissing],
  [/^FOREIGN KEY constraint failed/, foreignKeyViolation],
  [/^no such table: (?:main\.)?(.*)$/, ({ said, cause }) => new MegaError("table_missing", { table: said }, { cause })],
  [
    /^(?:no such column: |table \S+ has no column named )(.*)$/,
    ({ said, cause }) => new MegaError("column_missing", { column: said }, { cause }),
  ],
  [/^attempt to write a readonly database/, ({ cause }) => new MegaError("database_readonly", {}, { cause })],
  [/^database(?: table| schema)? is locked/, ({ cause }) => new MegaError("database_locked", {}, { cause })],
];

function uniqueViolation({ said, cause }: Refusal): MegaError {
  const fields = fieldsOf(said);
  return new MegaError("unique_violation", { fields }, { details: detailsOf(fields, { rule: "unique" }), cause });
}

function valueMissing({ said, cause }: Refusal): MegaError {
  const fields = fieldsOf(said);
  return new MegaError(
    "value_missing",
    { fields },
    { details: detailsOf(fields, { rule: "required", words: "notNull" }), cause },
  );
}

// SQLite does not say which key failed; what was written tells.
function foreignKeyViolation({ query, client, cause }: Refusal): MegaError {
  const { query: node } = query;
  if (node.kind === "DeleteQueryNode") return new MegaError("row_referenced", { table: tableIn(query.sql) }, { cause });
  return new MegaMissingReferenceError(findMissingReferences(query, client).map(toCamelCase), { cause });
}

function fieldsOf(said: string): readonly string[] {
  // `blog_posts.title, blog_posts.slug`; an index over an expression is given by its name.
  return said.split(", ").map((column) => toCamelCase(column.slice(column.indexOf(".") + 1)));
}

function detailsOf(fields: readonly string[], what: Omit<DetailSource, "path">): readonly ValidationDetail[] {
  return fields.map((field) => makeDetail({ path: `/${field}`, ...what }));
}

function tableIn(sql: string): string {
  return /"([^"]+)"/.exec(sql)?.[1] ?? "";
}
