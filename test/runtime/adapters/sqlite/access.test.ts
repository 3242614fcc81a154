import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql, type Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { makeSqliteAdapter } from "../../../../runtime/adapters/sqlite/adapter.ts";
import { nodeSqlite } from "../../../../runtime/adapters/sqlite/node-sqlite.ts";
import type { DatabaseAccess, MegaDbAdapter } from "../../../../runtime/core/ports.ts";
import type { AnyDatabase } from "../../../../runtime/db/schema.ts";

const libraries = ["better-sqlite3", ...((await nodeSqlite()) === null ? [] : ["node:sqlite"])] as (
  | "better-sqlite3"
  | "node:sqlite"
)[];

let folder = "";
let opened: MegaDbAdapter[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega-sqlite-access-"));
});

afterEach(async () => {
  await Promise.all(opened.map((adapter) => adapter.close()));
  opened = [];
  await rm(folder, { recursive: true, force: true });
});

describe.each(libraries)("with %s", (library) => {
  function make(access: DatabaseAccess, file = join(folder, "a.db")): MegaDbAdapter {
    const adapter = makeSqliteAdapter({ alias: "main", root: process.cwd(), file, access, library });
    opened.push(adapter);
    return adapter;
  }
  // A table that no model of a project declares.
  const db = (adapter: MegaDbAdapter): Kysely<AnyDatabase> => adapter.kysely as unknown as Kysely<AnyDatabase>;
  const names = async (adapter: MegaDbAdapter): Promise<unknown[]> =>
    (await db(adapter).selectFrom("t").select("name").orderBy("name").execute()).map((row) => row["name"]);
  const add = async (to: Kysely<AnyDatabase>, name: string): Promise<unknown> =>
    to.insertInto("t").values({ name }).execute();

  async function makeTable(): Promise<MegaDbAdapter> {
    const adapter = make("write");
    await sql`create table t (name text)`.execute(adapter.kysely);
    await add(db(adapter), "kept");
    return adapter;
  }

  describe("a database that is read", () => {
    test("refuses every write by itself, and answers the rest", async () => {
      await makeTable();
      const adapter = make("read");
      expect(await names(adapter)).toEqual(["kept"]);
      const refused = { code: "database_readonly", hint: expect.stringContaining("--write") as string };
      await expect(add(db(adapter), "x")).rejects.toMatchObject(refused);
      await expect(sql`drop table t`.execute(adapter.kysely)).rejects.toMatchObject(refused);
      await expect(
        db(adapter)
          .transaction()
          .execute((trx) => add(trx, "x")),
      ).rejects.toMatchObject(refused);
      const streamed = async (): Promise<void> => {
        const rows = db(adapter).insertInto("t").values({ name: "x" }).returning("name").stream();
        for await (const _row of rows);
      };
      await expect(streamed()).rejects.toMatchObject(refused);
      expect(await names(adapter)).toEqual(["kept"]);
    });

    test("is not made when it is not there", async () => {
      const file = join(folder, "b/none.db");
      await expect(make("read", file).connect()).rejects.toMatchObject({
        code: "database_unreachable",
        message: expect.stringContaining("none.db is not there") as string,
      });
      expect(existsSync(join(folder, "b"))).toBe(false);
    });

    test("in memory is an empty one", async () => {
      const adapter = make("read", ":memory:");
      await adapter.connect();
      expect(await adapter.check()).toEqual({ ok: true });
    });
  });

  describe("a sandbox", () => {
    test("shows what it wrote, and nothing is left of it", async () => {
      await makeTable();
      const adapter = make("sandbox");
      await add(db(adapter), "written");
      await sql`create table u (id integer)`.execute(adapter.kysely);
      expect(await names(adapter)).toEqual(["kept", "written"]);
      const streamed: unknown[] = [];
      for await (const row of db(adapter).selectFrom("t").select("name").stream()) streamed.push(row["name"]);
      expect(streamed).toEqual(["kept", "written"]);
      await adapter.close();
      const after = make("write");
      expect(await names(after)).toEqual(["kept"]);
      expect(await after.kysely.introspection.getTables()).toHaveLength(1);
    });

    test("has transactions within itself: committed, thrown, read-only, nested", async () => {
      await makeTable();
      const adapter = make("sandbox");
      await db(adapter)
        .transaction()
        .execute((trx) => add(trx, "committed"));
      const thrown = db(adapter)
        .transaction()
        .execute(async (trx) => {
          await add(trx, "thrown");
          throw new Error("no");
        });
      await expect(thrown).rejects.toThrow("no");
      const reading = db(adapter).transaction().setAccessMode("read only");
      expect(await reading.execute((trx) => trx.selectFrom("t").selectAll().execute())).toHaveLength(2);
      const outer = await db(adapter).startTransaction().execute();
      await add(outer, "outer");
      const inner = await outer.savepoint("mega").execute();
      await add(inner, "inner");
      await inner.rollbackToSavepoint("mega").execute();
      await outer.commit().execute();
      expect(await names(adapter)).toEqual(["committed", "kept", "outer"]);
      await adapter.close();
      expect(await names(make("write"))).toEqual(["kept"]);
    });

    test("keeps others from writing until it is closed", async () => {
      await makeTable();
      const adapter = make("sandbox");
      await adapter.connect();
      const other = make("write");
      await other.connect();
      await sql`pragma busy_timeout = 1`.execute(other.kysely);
      await expect(add(db(other), "x")).rejects.toMatchObject({ code: "database_locked" });
      await adapter.close();
      await add(db(other), "x");
    });

    test("says when a statement has ended its transaction, and goes on with a new one", async () => {
      await makeTable();
      const adapter = make("sandbox");
      await add(db(adapter), "leaked");
      await expect(sql`commit`.execute(adapter.kysely)).rejects.toMatchObject({ code: "sandbox_left" });
      await add(db(adapter), "written");
      await adapter.close();
      expect(await names(make("write"))).toEqual(["kept", "leaked"]);
    });
  });
});
