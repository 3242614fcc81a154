import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CamelCasePlugin, sql, type Kysely } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { makeSqliteAdapter } from "../../../../runtime/adapters/sqlite/adapter.ts";
import { TransactionGate } from "../../../../runtime/adapters/sqlite/transaction-gate.ts";
import type { MegaDbAdapter, RanQuery } from "../../../../runtime/core/ports.ts";
import type { AnyDatabase } from "../../../../runtime/db/schema.ts";

const root = process.cwd();
let folder = "";
let opened: MegaDbAdapter[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega sqlite 한글 "));
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.map((adapter) => adapter.close()));
  opened = [];
  await rm(folder, { recursive: true, force: true });
});

function make(file: string, from = root): MegaDbAdapter {
  const adapter = makeSqliteAdapter({ alias: "main", root: from, file });
  opened.push(adapter);
  return adapter;
}
const untyped = (adapter: MegaDbAdapter): Kysely<AnyDatabase> => adapter.kysely as unknown as Kysely<AnyDatabase>;

test("creates the folder of its file, and sets the database up", async () => {
  const adapter = make(join(folder, "a/b/c.db"));
  await adapter.connect();
  const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(adapter.kysely)).rows;
  expect(await pragma("journal_mode")).toEqual([{ journalMode: "wal" }]);
  expect(await pragma("foreign_keys")).toEqual([{ foreignKeys: 1 }]);
  expect(await pragma("synchronous")).toEqual([{ synchronous: 1 }]);
  expect(await pragma("busy_timeout")).toEqual([{ timeout: 5000 }]);
});

test("a relative file is meant from the project's root", async () => {
  await symlinkDriver();
  await make("data/x.db", folder).connect();
  expect(await readdir(join(folder, "data"))).toContain("x.db");
});

test("closing leaves one file, without its log", async () => {
  const adapter = make(join(folder, "one.db"));
  await sql`create table t (id integer)`.execute(adapter.kysely);
  await adapter.close();
  expect(await readdir(folder)).toEqual(["one.db"]);
});

test("a missing package says what to install", async () => {
  const adapter = makeSqliteAdapter({ alias: "main", root: folder, file: "x.db", library: "better-sqlite3" });
  await expect(adapter.connect()).rejects.toMatchObject({
    code: "driver_missing",
    hint: "Run `npm install better-sqlite3`.",
  });
  await adapter.close();
});

test("a package that was built for another Node says to build it again", async () => {
  const driver = join(folder, "node_modules/better-sqlite3");
  await mkdir(driver, { recursive: true });
  const code =
    'throw Object.assign(new Error("compiled against NODE_MODULE_VERSION 108\\nat x"), { code: "ERR_DLOPEN_FAILED" })';
  await writeFile(join(driver, "index.js"), `module.exports = function () { ${code}; };`);
  const failed = expect(make(join(folder, "x.db"), folder).connect()).rejects;
  await failed.toMatchObject({ code: "driver_unusable", hint: expect.stringContaining("npm rebuild better-sqlite3") });
  await failed.toThrow(
    /better-sqlite3 of the database `main` cannot be loaded: compiled against NODE_MODULE_VERSION 108$/,
  );
});

test("what is no database, or cannot be written, is told with its file", async () => {
  const text = join(folder, "text.db");
  await writeFile(text, "this is no database, whatever its name says".repeat(50));
  const failed = expect(make(text).connect()).rejects;
  await failed.toThrow(`${text} is not an SQLite database`);
  await failed.toMatchObject({ code: "database_unreachable" });
  await mkdir(join(folder, "folder.db"));
  await expect(make(join(folder, "folder.db")).connect()).rejects.toThrow("cannot be opened; is it a folder");
  await expect(make(join(text, "below.db")).connect()).rejects.toMatchObject({ code: "database_unreachable" });
});

test.skipIf(process.getuid?.() === 0)("a file that may not be written is refused", async () => {
  const file = join(folder, "readonly.db");
  const first = make(file);
  await first.connect();
  await first.close();
  await chmod(file, 0o444);
  await expect(make(file).connect()).rejects.toThrow(`${file} cannot be written`);
});

test("a connect that failed can be tried again", async () => {
  const file = join(folder, "later.db");
  await writeFile(file, "no database".repeat(200));
  const adapter = make(file);
  await expect(adapter.connect()).rejects.toThrow("not an SQLite database");
  await rm(file);
  await adapter.connect();
  expect(await adapter.check()).toEqual({ ok: true });
});

test("another program's lock is waited for, then told", async () => {
  const file = join(folder, "locked.db");
  const [one, two] = [make(file), make(file)];
  await sql`create table t (id integer)`.execute(one.kysely);
  const trx = await one.kysely.startTransaction().execute();
  await two.connect();
  await sql`pragma busy_timeout = 10`.execute(two.kysely);
  await expect(sql`insert into t values (1)`.execute(two.kysely)).rejects.toMatchObject({
    code: "database_locked",
    status: 503,
  });
  await expect(two.kysely.transaction().execute(async () => {})).rejects.toMatchObject({ code: "database_locked" });
  await trx.rollback().execute();
  await two.kysely.transaction().execute((inner) => sql`insert into t values (1)`.execute(inner));
});

test("a query that waits for its own transaction is told so instead of hanging", async () => {
  vi.useFakeTimers();
  const adapter = make(":memory:");
  const db = untyped(adapter);
  await sql`create table t (id integer)`.execute(db);
  const failed = expect(
    db.transaction().execute(async () => {
      await db.selectFrom("t").selectAll().execute();
    }),
  ).rejects.toMatchObject({ code: "transaction_stuck", hint: expect.stringContaining("trx") });
  await vi.advanceTimersByTimeAsync(10_000);
  await failed;
  expect(await db.selectFrom("t").selectAll().execute()).toEqual([]);
});

test("the gate lets waiters through in order, one transaction at a time", async () => {
  const gate = new TransactionGate(1000);
  const order: string[] = [];
  const hold = async (name: string) => {
    const who = { name };
    await gate.enter(who);
    order.push(`${name} in`);
    await Promise.resolve();
    order.push(`${name} out`);
    gate.leave();
  };
  await Promise.all(["a", "b", "c"].map(hold));
  expect(order).toEqual(["a in", "a out", "b in", "b out", "c in", "c out"]);
});

test("a transaction whose commit is refused is rolled back as a whole", async () => {
  const adapter = make(":memory:");
  const db = untyped(adapter);
  await sql`create table parents (id integer primary key)`.execute(db);
  await sql`create table kids (parent_id integer references parents (id) deferrable initially deferred)`.execute(db);
  await expect(
    db.transaction().execute((trx) => trx.insertInto("kids").values({ parentId: 1 }).execute()),
  ).rejects.toMatchObject({ code: "reference_missing" });
  expect(await db.selectFrom("kids").selectAll().execute()).toEqual([]);
});

test("a read-only transaction does not keep other programs from writing", async () => {
  const file = join(folder, "shared.db");
  const [one, two] = [make(file), make(file)];
  await sql`create table t (id integer)`.execute(one.kysely);
  const reader = await one.kysely.startTransaction().setAccessMode("read only").execute();
  await sql`select * from t`.execute(reader);
  await sql`insert into t values (1)`.execute(two.kysely);
  expect((await sql`select * from t`.execute(reader)).rows).toEqual([]);
  await reader.commit().execute();
  expect((await sql`select * from t`.execute(one.kysely)).rows).toEqual([{ id: 1 }]);
});

test("a row of nothing but defaults can be inserted", async () => {
  const db = untyped(make(":memory:"));
  await sql`create table t (id integer primary key, size integer default 3)`.execute(db);
  expect(await db.insertInto("t").values({}).returningAll().execute()).toEqual([{ id: 1, size: 3 }]);
});

test("names in SQL are written as Kysely's own plugin does it", async () => {
  const db = untyped(make(":memory:"));
  const compiled = db
    .selectFrom("blogPosts as bp")
    .innerJoin("authors", "authors.id", "bp.authorId")
    .select(["bp.createdAt", "authors.firstName as writtenBy"])
    .where("bp.isOpen", "=", true)
    .compile();
  const plugin = new CamelCasePlugin();
  const reference = db.withPlugin(plugin);
  expect(compiled.sql).toBe(
    'select "bp"."created_at", "authors"."first_name" as "written_by" from "blog_posts" as "bp" ' +
      'inner join "authors" on "authors"."id" = "bp"."author_id" where "bp"."is_open" = ?',
  );
  expect(reference.selectFrom("blogPosts").selectAll().compile().sql).toBe(
    db.selectFrom("blogPosts").selectAll().compile().sql,
  );
});

test("more different statements than the cache holds still work", async () => {
  const db = untyped(make(":memory:"));
  for (let n = 0; n < 600; n += 1) {
    const { rows } = await sql.raw<{ n: number }>(`select ${n} as n`).execute(db);
    expect(rows).toEqual([{ n }]);
  }
});

test("introspection tells tables and columns as they are in SQL", async () => {
  const db = untyped(make(":memory:"));
  await sql`create table blog_posts (id integer primary key autoincrement, is_open boolean not null default 1)`.execute(
    db,
  );
  expect(await db.introspection.getTables()).toMatchObject([
    {
      name: "blog_posts",
      columns: [
        { name: "id", isAutoIncrementing: true },
        { name: "is_open", dataType: "boolean", isNullable: false, hasDefaultValue: true },
      ],
    },
  ]);
});

async function symlinkDriver(): Promise<void> {
  await mkdir(join(folder, "node_modules"));
  await symlink(join(root, "node_modules/better-sqlite3"), join(folder, "node_modules/better-sqlite3"));
}

test("tells who asks for it of every query, with the time it took and what it was refused with", async () => {
  const ran: RanQuery[] = [];
  const adapter = makeSqliteAdapter({ alias: "main", root, file: ":memory:", onQuery: (query) => ran.push(query) });
  opened.push(adapter);
  await sql`select ${1} as n`.execute(adapter.kysely);
  await expect(sql`select * from missing_table`.execute(adapter.kysely)).rejects.toThrow();
  expect(ran).toEqual([
    { sql: "select ? as n", parameters: [1], ms: expect.any(Number) },
    { sql: "select * from missing_table", parameters: [], ms: expect.any(Number), error: expect.any(Error) },
  ]);
});
