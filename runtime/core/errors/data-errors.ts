import type { ErrorEntry } from "./error-entry.ts";

/** What the messages of models, migrations, seeds and databases are built from. */
export interface DataErrorParams {
  model_invalid: { table: string; mistakes: readonly string[] };
  form_invalid: { mistakes: readonly string[] };
  decimal_too_precise: { precision: number; limit: number; driver: string };
  migration_failed: { file: string; direction: "up" | "down"; reason: string };
  migrations_changed: { reason: string };
  migration_irreversible: { file: string };
  export_missing: { file: string; maker: string };
  /** `hint`: of the error that the file failed with. */
  file_failed: { file: string; reason: string; hint?: string | undefined };
  column_missing: { column: string };
  value_unstorable: { value: string };
  database_locked: Readonly<Record<string, never>>;
  database_readonly: Readonly<Record<string, never>>;
  sandbox_left: Readonly<Record<string, never>>;
  transaction_stuck: { ms: number };
  unique_violation: { fields: readonly string[] };
  row_referenced: { table: string };
  reference_missing: { fields: readonly string[] };
  value_missing: { fields: readonly string[] };
  table_missing: { table: string };
  cache_value_unstorable: { key: string; path: string; what: string };
  cache_ttl_invalid: { key: string; ttlMs: unknown };
  cache_not_integer: { key: string; value: string };
  test_manifest_missing: Readonly<Record<string, never>>;
}

/** The part of the error table that belongs to models, migrations, seeds and databases. */
export const DATA_ERRORS: { readonly [Code in keyof DataErrorParams]: ErrorEntry<DataErrorParams[Code]> } = {
  model_invalid: {
    status: 500,
    message: (p) =>
      [`The model of \`${p.table}\` cannot be used:`, ...p.mistakes.map((line) => `  ${line}`)].join("\n"),
  },
  form_invalid: {
    status: 500,
    message: (p) => ["The form cannot be used:", ...p.mistakes.map((line) => `  ${line}`)].join("\n"),
  },
  decimal_too_precise: {
    status: 500,
    message: (p) => `${p.driver} keeps decimals exact up to ${p.limit} digits, and ${p.precision} were asked for.`,
    hint: (p) => `Use a precision of at most ${p.limit}, a bigint of the smallest unit, or a string.`,
  },
  migration_failed: {
    status: 500,
    message: (p) => `${p.file}: ${p.direction} failed: ${p.reason}`,
    hint: () => "Nothing of this run was kept. Correct the file and run it again.",
  },
  migrations_changed: {
    status: 500,
    message: (p) => `The migrations do not fit the database: ${p.reason}`,
    hint: () => "Bring missing files back from git; give new migrations a later time than the applied ones.",
  },
  migration_irreversible: {
    status: 500,
    message: (p) => `${p.file} has no \`down\`, so it cannot be rolled back.`,
    hint: () => "Add a `down` to it.",
  },
  export_missing: {
    status: 500,
    message: (p) => `${p.file} has no default export made by ${p.maker}.`,
    hint: (p) => `Write \`export default ${p.maker}(…)\`.`,
  },
  file_failed: { status: 500, message: (p) => `${p.file} failed: ${p.reason}`, hint: (p) => p.hint },
  column_missing: {
    status: 500,
    message: (p) => `There is no column \`${p.column}\` in the database.`,
    hint: () => "Run `mega db migrate`, or write a migration that adds it.",
  },
  value_unstorable: { status: 500, message: (p) => `${p.value} cannot be stored in a database.` },
  cache_value_unstorable: {
    status: 500,
    message: (p) => `The cache entry "${p.key}" cannot be stored: ${p.what} is at \`${p.path}\`.`,
    hint: () => "A cache holds what JSON holds, and Date, Buffer, Map and Set.",
  },
  cache_ttl_invalid: {
    status: 500,
    message: (p) => `The cache entry "${p.key}" has the time to live ${String(p.ttlMs)}.`,
    hint: () => "`ttlMs` is a whole number of milliseconds above 0; leave it out for an entry without an end.",
  },
  cache_not_integer: {
    status: 500,
    message: (p) => `The cache entry "${p.key}" cannot be incremented: ${p.value} is no integer that is exact.`,
    hint: () => "Count under a key that only `increment` writes.",
  },
  database_locked: {
    status: 503,
    message: () => "The database is locked by another program.",
    hint: () => "Try again; end the program that holds a long transaction open.",
  },
  database_readonly: {
    status: 503,
    message: () => "The database is read-only here: nothing was written.",
    hint: () => "In production `mega console` writes only with `--write`.",
  },
  sandbox_left: {
    status: 500,
    message: () => "A statement ended the transaction of the sandbox: what was written before it may be kept.",
    hint: () => "Leave COMMIT, END and ROLLBACK to `db.main.transaction()`.",
  },
  transaction_stuck: {
    status: 503,
    message: (p) => `A query waited ${p.ms / 1000} s for a transaction to end.`,
    hint: () => "Inside `db.transaction().execute(async (trx) => …)` use `trx` for every query; end what you begin.",
  },
  test_manifest_missing: {
    status: 500,
    message: () => "makeApp() found no project.",
    hint: () =>
      'Add the plugin to vitest.config.ts: `import { mega } from "mega-framework/testing/vitest"`, `plugins: [mega()]`.',
  },
  unique_violation: { status: 409, message: (p) => `${names(p.fields)} is taken already.` },
  row_referenced: { status: 409, message: (p) => `Other rows still point to this row of \`${p.table}\`.` },
  reference_missing: {
    status: 422,
    message: (p) => (p.fields.length === 0 ? "A reference points to no row." : `${names(p.fields)} points to no row.`),
  },
  value_missing: { status: 422, message: (p) => `${names(p.fields)} must not be null.` },
  table_missing: {
    status: 500,
    message: (p) => `There is no table \`${p.table}\` in the database.`,
    hint: () => "Run `mega db migrate`.",
  },
};

function names(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(", ");
}
