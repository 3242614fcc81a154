import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { MegaError } from "../../core/errors/errors.ts";
import type { DatabaseAccess } from "../../core/ports.ts";
import { betterSqlite3 } from "./better-sqlite3.ts";
import type { OpenClient, SqliteClient } from "./client.ts";
import { nodeSqlite } from "./node-sqlite.ts";

/** How long a statement waits for another program's lock. */
const BUSY_MS = 5000;

/** Where a database is. */
export interface SqlitePlace {
  /** The database's alias in the config. */
  readonly alias: string;
  /** The project's root: the driver's package is looked up from here. */
  readonly root: string;
  /** From the root, or absolute, or `:memory:`. */
  readonly file: string;
  /** Which library to use; by default better-sqlite3 when the project has it, else node:sqlite when Node has it. */
  readonly library?: "better-sqlite3" | "node:sqlite" | undefined;
  /** `write` unless said. */
  readonly access?: DatabaseAccess | undefined;
}

/**
 * Opens a database with the settings that mega stands on: write-ahead log, foreign keys, waiting for locks. A file that is
 * not there is created, with its folder, unless it is opened for reading alone.
 * @throws MegaError `driver_missing`, `driver_unusable` or `database_unreachable` with the reason
 */
export async function openClient(place: SqlitePlace): Promise<SqliteClient> {
  const open = await findLibrary(place);
  try {
    const file = fileOf(place);
    const isReadOnly = place.access === "read";
    if (isReadOnly && !isInMemory(place) && !existsSync(file)) throw new Error(`${file} is not there`);
    if (!isInMemory(place)) mkdirSync(dirname(file), { recursive: true });
    const client = open(file, BUSY_MS);
    await prepareConnection(client, place.access);
    return client;
  } catch (error) {
    throw openError(place, error);
  }
}

export function isInMemory({ file }: SqlitePlace): boolean {
  return file === ":memory:";
}

function fileOf(place: SqlitePlace): string {
  return isInMemory(place) ? place.file : resolve(place.root, place.file);
}

async function findLibrary({ alias, root, library }: SqlitePlace): Promise<OpenClient> {
  const found = library === "node:sqlite" ? null : loadBetterSqlite3(alias, root);
  const open = found ?? (library === "better-sqlite3" ? null : await nodeSqlite());
  if (open === null) throw new MegaError("driver_missing", { driver: "sqlite", package: "better-sqlite3", alias });
  return open;
}

function loadBetterSqlite3(alias: string, root: string): OpenClient | null {
  const require = createRequire(join(root, "package.json"));
  try {
    return betterSqlite3(require("better-sqlite3"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return null;
    throw new MegaError("database_unreachable", { alias, reason: (error as Error).message }, { cause: error });
  }
}

async function prepareConnection(client: SqliteClient, access: DatabaseAccess = "write"): Promise<void> {
  try {
    // Changing the mode writes into the file.
    if (access !== "read") await useWriteAheadLog(client);
    client.prepare("pragma foreign_keys = on").run([]);
    client.prepare("pragma synchronous = normal").run([]);
    // The first look into the file: what is no database shows here.
    client.prepare("select count(*) from sqlite_master").all([]);
    if (access === "read") client.prepare("pragma query_only = on").run([]);
    // From here on nobody else writes: what the sandbox reads stays true, and none of its writes can come too late.
    if (access === "sandbox") client.prepare("begin immediate").run([]);
  } catch (error) {
    client.close();
    throw error;
  }
}

/** SQLite does not wait for a lock while it changes the mode, so two processes that start at once are told apart here. */
async function useWriteAheadLog(client: SqliteClient): Promise<void> {
  for (const stopAt = Date.now() + BUSY_MS; ; await sleep(10)) {
    try {
      client.prepare("pragma journal_mode = wal").all([]);
      return;
    } catch (error) {
      if (!/is locked/.test(String(error)) || Date.now() > stopAt) throw error;
    }
  }
}

function openError(place: SqlitePlace, cause: unknown): MegaError {
  const { alias } = place;
  const reason = explain(place, cause);
  if (!isUnbuilt(cause as NodeJS.ErrnoException))
    return new MegaError("database_unreachable", { alias, reason }, { cause });
  // It goes on with all the places that were searched.
  const [first = ""] = reason.split("\n", 1);
  return new MegaError("driver_unusable", { package: "better-sqlite3", alias, reason: first }, { cause });
}

/** Whether the compiled part of the driver is not there, or not for this Node. */
function isUnbuilt({ code, message }: NodeJS.ErrnoException): boolean {
  return code === "ERR_DLOPEN_FAILED" || message.startsWith("Could not locate the bindings file");
}

function explain(place: SqlitePlace, error: unknown): string {
  const { message } = error as Error;
  const said = EXPLAINED.find(([words]) => words.test(message));
  return said ? `${fileOf(place)} ${said[1]}` : message;
}

const EXPLAINED: readonly (readonly [RegExp, string])[] = [
  [/not a database/, "is not an SQLite database"],
  [/malformed/, "is damaged"],
  [/readonly/, "cannot be written"],
  [/unable to open/, "cannot be opened; is it a folder, or a file of another user?"],
  [/is locked/, "is locked by another program"],
];
