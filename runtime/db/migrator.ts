import { basename } from "node:path/posix";

import {
  Migrator as KyselyMigrator,
  NO_MIGRATIONS,
  type Kysely,
  type Migration as KyselyMigration,
  type MigrationResultSet,
} from "kysely";

import { MegaError } from "../core/errors/errors.ts";
import type { MegaDbAdapter } from "../core/ports.ts";
import type { ManifestFile } from "../manifest.ts";
import type { SqlDialect } from "../model/field-types.ts";
import type { Migration } from "./define-migration.ts";
import { loadDefault, reasonOf } from "./load-default.ts";
import { makeSchema, type AnyDatabase } from "./schema.ts";

/** One migration and when it was applied. */
export interface MigrationStatus {
  readonly name: string;
  /** ISO time, or null when it is pending. */
  readonly appliedAt: string | null;
}

/** Moves one database along a project's migrations. Each run is one transaction, and processes wait for each other. */
export interface Migrator {
  /** Applies what is pending, oldest first; gives the names applied. */
  migrate(): Promise<readonly string[]>;
  /** The same, but for migrations that nobody has written yet: applied empty, they would never run again. */
  migrateWritten(): Promise<readonly string[]>;
  /** Takes the last migrations back, newest first; gives their names. `steps` counts from 1, its default. */
  rollback(steps?: number): Promise<readonly string[]>;
  /** Every migration in order, and when it was applied. */
  status(): Promise<readonly MigrationStatus[]>;
  /** The names that are not applied yet. */
  pending(): Promise<readonly string[]>;
}

/**
 * The migrator of a database and the files of `db/migrations`. Its methods throw MegaError `migration_failed`,
 * `migrations_changed`, `migration_irreversible` or `export_missing`, each with the file and cause.
 */
export function makeMigrator(adapter: MegaDbAdapter, files: readonly ManifestFile[]): Migrator {
  const kysely = adapter.kysely as unknown as Kysely<AnyDatabase>;
  const migratorOf = (wanted: readonly ManifestFile[]): KyselyMigrator =>
    new KyselyMigrator({
      db: kysely,
      // A branch that is merged later may bring a migration that is older than applied ones.
      allowUnorderedMigrations: true,
      migrationTableName: TABLE,
      migrationLockTableName: "mega_migrations_lock",
      provider: {
        getMigrations: () => {
          // The table of field types has a row for every driver of a SQL database.
          const dialect = adapter.driver as SqlDialect;
          return Promise.resolve(Object.fromEntries(wanted.map((file) => [nameOf(file), lazily(file, dialect)])));
        },
      },
    });
  const migrator = migratorOf(files);
  const status = async (): Promise<readonly MigrationStatus[]> => {
    const migrations = await migrator.getMigrations();
    return migrations.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.toISOString() ?? null }));
  };
  return {
    status,
    pending: async () => (await status()).filter(({ appliedAt }) => appliedAt === null).map(({ name }) => name),
    migrateWritten: async () => {
      const applied = await appliedNames(kysely);
      const written = await withoutEmpty(files, applied);
      return isExactly(applied, written) ? [] : namesOf(await migratorOf(written).migrateToLatest());
    },
    migrate: async () =>
      isExactly(await appliedNames(kysely), files) ? [] : namesOf(await migrator.migrateToLatest()),
    rollback: async (steps = 1) => {
      const target = inAppliedOrder(await status()).at(-steps - 1);
      return namesOf(await migrator.migrateTo(target ?? NO_MIGRATIONS));
    },
  };
}

const TABLE = "mega_migrations";

/** The names of those that are applied; null when that cannot be known. One query, where a run that finds nothing to do takes many. */
async function appliedNames(kysely: Kysely<AnyDatabase>): Promise<ReadonlySet<string> | null> {
  try {
    const applied = await kysely.withoutPlugins().selectFrom(TABLE).select("name").execute();
    return new Set(applied.map(({ name }) => String(name)));
  } catch {
    // Before the first migration there is no such table; whatever else is wrong is told by the run itself.
    return null;
  }
}

function isExactly(applied: ReadonlySet<string> | null, files: readonly ManifestFile[]): boolean {
  return applied?.size === files.length && files.every((file) => applied.has(nameOf(file)));
}

/** Leaves out those of the pending ones whose `up` has nothing in it: generated, and still to be written. */
async function withoutEmpty(
  files: readonly ManifestFile[],
  applied: ReadonlySet<string> | null,
): Promise<readonly ManifestFile[]> {
  const kept: ManifestFile[] = [];
  for (const file of files)
    if (applied?.has(nameOf(file)) === true || !isEmpty((await loadMigration(file)).up)) kept.push(file);
  return kept;
}

function isEmpty(step: Migration["up"]): boolean {
  const text = String(step).replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  return /^[^{}]*\{\s*\}$/.test(text);
}

function loadMigration(file: ManifestFile): Promise<Migration> {
  return loadDefault(file, { maker: "defineMigration", is: isMigration });
}

/** `db/migrations/20261123120000-create-posts.ts` → `20261123120000-create-posts`. */
function nameOf({ file }: ManifestFile): string {
  return basename(file).replace(/\.[^.]+$/, "");
}

/** A migration whose file is loaded only when it is run. */
function lazily(file: ManifestFile, dialect: SqlDialect): KyselyMigration {
  const step = async (kysely: Kysely<unknown>, direction: "up" | "down"): Promise<void> => {
    const migration = await loadMigration(file);
    const run = migration[direction];
    if (!run) throw new MegaError("migration_irreversible", { file: file.file });
    try {
      await run(makeSchema(kysely as Kysely<AnyDatabase>, dialect));
    } catch (error) {
      throw new MegaError(
        "migration_failed",
        { file: file.file, direction, reason: reasonOf(error) },
        { cause: error },
      );
    }
  };
  return { up: (kysely) => step(kysely, "up"), down: (kysely) => step(kysely, "down") };
}

function isMigration(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as { up?: unknown }).up === "function";
}

function namesOf({ error, results }: MigrationResultSet): readonly string[] {
  if (error instanceof MegaError) throw error;
  const reason = reasonOf(error);
  // Kysely knows this mistake only by its words.
  if (reason.startsWith("corrupted migrations: ")) {
    throw new MegaError(
      "migrations_changed",
      { reason: reason.replace("corrupted migrations: ", "") },
      { cause: error },
    );
  }
  if (error !== undefined) throw error;
  return (results ?? []).map(({ migrationName }) => migrationName);
}

/** The names of the applied migrations, in the order in which they were applied. */
function inAppliedOrder(migrations: readonly MigrationStatus[]): readonly string[] {
  return migrations
    .filter(({ appliedAt }) => appliedAt !== null)
    .sort((a, b) => String(a.appliedAt).localeCompare(String(b.appliedAt)) || a.name.localeCompare(b.name))
    .map(({ name }) => name);
}
