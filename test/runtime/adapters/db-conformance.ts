import * as fc from "fast-check";
import { sql, type Kysely } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { MegaDbAdapter } from "../../../runtime/core/ports.ts";
import { makeMigrator } from "../../../runtime/db/migrator.ts";
import { defineMigration } from "../../../runtime/db/define-migration.ts";
import type { AnyDatabase } from "../../../runtime/db/schema.ts";
import { field } from "../../../runtime/model/field.ts";
import { defineModel, type Model } from "../../../runtime/model/model.ts";
import { paginate } from "../../../runtime/model/paginate.ts";
import type { ListParams } from "../../../runtime/model/row.ts";

/** Everything that a model can hold. */
const Everything = defineModel("everyThings", {
  aString: field.string({ unique: true, optional: true }),
  aText: field.text({ optional: true }),
  anEmail: field.email({ optional: true }),
  aUrl: field.url({ optional: true }),
  aSlug: field.slug({ optional: true }),
  aUuid: field.uuid({ optional: true }),
  anInteger: field.integer({ optional: true }),
  aBigint: field.bigint({ optional: true }),
  aFloat: field.float({ optional: true }),
  aDecimal: field.decimal({ precision: 15, scale: 4, optional: true }),
  aBoolean: field.boolean({ optional: true }),
  aDate: field.date({ optional: true }),
  aTime: field.time({ optional: true }),
  aDatetime: field.datetime({ optional: true }),
  aJson: field.json({ optional: true }),
  anEnum: field.enum(["one", "two"], { optional: true }),
  parent: field.ref("everyThings", { optional: true }),
  other: field.ref("others", { optional: true }),
});

const migration = defineMigration({
  up: async (schema) => {
    await schema.create("others", (table) => {
      table.id();
      table.string("name");
    });
    await schema.create("everyThings", (table) => {
      table.id();
      table.string("aString", { unique: true, optional: true });
      table.text("aText", { optional: true });
      table.email("anEmail", { optional: true });
      table.url("aUrl", { optional: true });
      table.slug("aSlug", { optional: true });
      table.uuid("aUuid", { optional: true });
      table.integer("anInteger", { optional: true });
      table.bigint("aBigint", { optional: true });
      table.float("aFloat", { optional: true });
      table.decimal("aDecimal", { precision: 15, scale: 4, optional: true });
      table.boolean("aBoolean", { optional: true });
      table.date("aDate", { optional: true });
      table.time("aTime", { optional: true });
      table.datetime("aDatetime", { optional: true });
      table.json("aJson", { optional: true });
      table.enum("anEnum", ["one", "two"], { optional: true });
      table.ref("parent", "everyThings", { optional: true });
      table.ref("other", "others", { optional: true });
      table.version();
      table.timestamps();
      table.unique(["aSlug", "aDate"]);
    });
  },
  down: async (schema) => {
    await schema.drop("everyThings");
    await schema.drop("others");
  },
});

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const hostile = fc.constantFrom(
  `'; drop table every_things; --`,
  `" or 1=1`,
  "?",
  ":x",
  "\\",
  "%_",
  "'",
  '"',
  "null",
  "0",
);
const anyText = fc.oneof(text, hostile);
const scalar = fc.oneof(anyText, fc.integer(), fc.boolean(), fc.constant(null));
const jsonKey = text.filter((key) => key !== "__proto__");
const decimal = fc
  .tuple(fc.bigInt({ min: -99999999999n, max: 99999999999n }), fc.integer({ min: 0, max: 9999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, "0")}`)
  .map((value) => (value === "-0.0000" ? "0.0000" : value));
const moment = fc
  .date({ min: new Date(0), max: new Date(8.64e14), noInvalidDate: true })
  .map((date) => date.toISOString());
const year4 = moment.filter((iso) => /^\d{4}-/.test(iso));

const value = {
  aText: anyText,
  anEmail: anyText,
  aUrl: anyText,
  aSlug: fc.uuid(),
  aUuid: fc.uuid(),
  anInteger: fc.maxSafeInteger(),
  aBigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  aFloat: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  aDecimal: decimal,
  aBoolean: fc.boolean(),
  aDate: year4.map((iso) => iso.slice(0, 10)),
  aTime: year4.map((iso) => iso.slice(11, 19)),
  aDatetime: year4,
  aJson: fc.oneof(fc.array(scalar), fc.dictionary(jsonKey, scalar)),
  anEnum: fc.constantFrom("one", "two"),
};
const nullable = Object.fromEntries(
  Object.entries(value).map(([name, arbitrary]) => [name, fc.option(arbitrary as fc.Arbitrary<unknown>, { freq: 4 })]),
) as { [K in keyof typeof value]: fc.Arbitrary<unknown> };
const anyRow = fc.record(nullable);

/** What every driver of the database port must do. `make` gives an adapter on an empty database of its own. */
export function describeDbAdapter(name: string, make: () => Promise<MegaDbAdapter>): void {
  describe(name, () => {
    let adapter: MegaDbAdapter;
    let db: Kysely<AnyDatabase>;

    beforeAll(async () => {
      adapter = await make();
      await adapter.connect();
      // The suite's tables are not in the registry of any project.
      db = adapter.kysely as unknown as Kysely<AnyDatabase>;
      const file = { file: "db/migrations/1-all.ts", load: async () => ({ default: migration }) };
      await makeMigrator(adapter, [file]).migrate();
    });
    beforeEach(async () => {
      await db.updateTable("everyThings").set({ parentId: null }).execute();
      await db.deleteFrom("everyThings").execute();
      await db.deleteFrom("others").execute();
    });
    afterAll(() => adapter.close());

    const insert = (row: Record<string, unknown>) =>
      db.insertInto("everyThings").values(row).returningAll().executeTakeFirstOrThrow();

    test("a row of every kind of field reads as it was written", async () => {
      await fc.assert(
        fc.asyncProperty(anyRow, async (row) => {
          const written = await insert(row);
          expect(written).toMatchObject(row);
          const read = await db
            .selectFrom("everyThings")
            .selectAll()
            .where("id", "=", written["id"])
            .executeTakeFirst();
          expect(read).toEqual(written);
          await db.deleteFrom("everyThings").where("id", "=", written["id"]).execute();
        }),
        { numRuns: 200 },
      );
    });

    test("keys come as camelCase through aliases, joins and sub-queries, values decoded", async () => {
      const { id } = (await insert({
        aBoolean: true,
        aBigint: "9223372036854775807",
        aDecimal: "0.1",
        aJson: [1],
      })) as {
        id: number;
      };
      const row = await db
        .with("inner", (qb) => qb.selectFrom("everyThings").selectAll())
        .selectFrom("inner")
        .innerJoin("everyThings as outer", "outer.id", "inner.id")
        .select(["inner.aBoolean as isSet", "outer.aBigint", "inner.aDecimal", "outer.aJson", "outer.id"])
        .executeTakeFirstOrThrow();
      expect(row).toEqual({ isSet: true, aBigint: "9223372036854775807", aDecimal: "0.1000", aJson: [1], id });
    });

    test("defaults of the framework's columns", async () => {
      const row = await insert({});
      expect(row).toMatchObject({ version: 1, aString: null });
      expect(row["createdAt"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    });

    test("counts of changed rows are bigints", async () => {
      await insert({});
      await insert({});
      const { numUpdatedRows } = await db.updateTable("everyThings").set({ version: 2 }).executeTakeFirstOrThrow();
      const { numDeletedRows } = await db.deleteFrom("everyThings").executeTakeFirstOrThrow();
      expect([numUpdatedRows, numDeletedRows]).toEqual([2n, 2n]);
    });

    test("a value that is there already is a unique_violation that names the field", async () => {
      await insert({ aString: "x" });
      await expect(insert({ aString: "x" })).rejects.toMatchObject({
        status: 409,
        code: "unique_violation",
        details: [{ path: "/aString", rule: "unique" }],
      });
      await insert({ aSlug: "a", aDate: "2026-01-01" });
      await expect(insert({ aSlug: "a", aDate: "2026-01-01" })).rejects.toMatchObject({
        details: [{ path: "/aSlug" }, { path: "/aDate" }],
      });
    });

    test("a reference to no row is a reference_missing that names the field", async () => {
      const { id } = (await insert({})) as { id: number };
      await expect(insert({ parentId: id, otherId: 404 })).rejects.toMatchObject({
        status: 422,
        code: "reference_missing",
        details: [{ path: "/otherId" }],
      });
      await expect(
        db.updateTable("everyThings").set({ aText: "x", parentId: 9999 }).where("id", "=", id).execute(),
      ).rejects.toMatchObject({ code: "reference_missing", details: [{ path: "/parentId" }] });
    });

    test("a row that others point to cannot be deleted", async () => {
      const { id } = (await insert({})) as { id: number };
      await insert({ parentId: id });
      await expect(db.deleteFrom("everyThings").where("id", "=", id).execute()).rejects.toMatchObject({
        status: 409,
        code: "row_referenced",
      });
    });

    test("null where none may be, no such table, no such column", async () => {
      await expect(db.insertInto("others").values({ name: null }).execute()).rejects.toMatchObject({
        status: 422,
        code: "value_missing",
        details: [{ path: "/name" }],
      });
      await expect(db.selectFrom("noSuchThings").selectAll().execute()).rejects.toMatchObject({
        code: "table_missing",
        hint: expect.stringContaining("mega db migrate"),
      });
      await expect(db.selectFrom("others").select("noSuchColumn").execute()).rejects.toMatchObject({
        code: "column_missing",
      });
    });

    test("what no database can hold is refused", async () => {
      await expect(insert({ aFloat: Number.NaN })).rejects.toMatchObject({ code: "value_unstorable" });
      await expect(insert({ aText: Symbol("x") })).rejects.toMatchObject({ code: "value_unstorable" });
    });

    test("a transaction that throws leaves nothing, one that returns stays", async () => {
      await expect(
        db.transaction().execute(async (trx) => {
          await trx.insertInto("others").values({ name: "gone" }).execute();
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
      await db.transaction().execute((trx) => trx.insertInto("others").values({ name: "stays" }).execute());
      expect(await db.selectFrom("others").select("name").execute()).toEqual([{ name: "stays" }]);
    });

    test("savepoints roll a part back", async () => {
      const trx = await db.startTransaction().execute();
      await trx.insertInto("others").values({ name: "one" }).execute();
      const after = await trx.savepoint("half way").execute();
      await after.insertInto("others").values({ name: "two" }).execute();
      const back = await after.rollbackToSavepoint("half way").execute();
      await back.releaseSavepoint("half way").execute();
      await trx.commit().execute();
      expect(await db.selectFrom("others").select("name").execute()).toEqual([{ name: "one" }]);
    });

    test("nobody else's query lands in an open transaction", async () => {
      const trx = await db.startTransaction().execute();
      await trx.insertInto("others").values({ name: "inside" }).execute();
      const outside = db.insertInto("others").values({ name: "outside" }).execute();
      const reading = db.selectFrom("others").select("name").orderBy("name").execute();
      await trx.rollback().execute();
      await outside;
      expect(await reading).toEqual([{ name: "outside" }]);
    });

    test("transactions that start together take turns", async () => {
      const add = (name: string) =>
        db.transaction().execute(async (trx) => {
          const { count } = await trx
            .selectFrom("others")
            .select((eb) => eb.fn.countAll<number>().as("count"))
            .executeTakeFirstOrThrow();
          await trx
            .insertInto("others")
            .values({ name: `${name}${count}` })
            .execute();
        });
      await Promise.all(Array.from({ length: 10 }, () => add("n")));
      const names = (await db.selectFrom("others").select("name").orderBy("id").execute()).map(({ name }) => name);
      expect(names).toEqual(Array.from({ length: 10 }, (_, index) => `n${index}`));
    });

    test("a stream gives every row, and its reader may write meanwhile", async () => {
      const names = Array.from({ length: 250 }, (_, index) => ({ name: `n${index}` }));
      await db.insertInto("others").values(names).execute();
      const seen: unknown[] = [];
      for await (const row of db.selectFrom("others").selectAll().orderBy("id").stream(10)) {
        seen.push(row["name"]);
        await db.updateTable("others").set({ name: "seen" }).where("id", "=", row["id"]).execute();
      }
      expect(seen).toEqual(names.map(({ name }) => name));
      const { count } = await db
        .selectFrom("others")
        .where("name", "=", "seen")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      expect(count).toBe(250);
    });

    test("a column that is added later is read by statements prepared before", async () => {
      const read = () => db.selectFrom("others").selectAll().execute();
      await db.insertInto("others").values({ name: "x" }).execute();
      await read();
      await sql`alter table others add column is_new boolean not null default 1`.execute(db);
      expect(await read()).toMatchObject([{ name: "x", isNew: true }]);
      await sql`alter table others drop column is_new`.execute(db);
      expect(Object.keys((await read())[0] ?? {})).toEqual(["id", "name"]);
    });

    test("pages visit every row exactly once, in order, whatever the sort", async () => {
      const sorts = Object.values(Everything.columns)
        .filter(({ type }) => type.sortable)
        .map(({ name }) => name);
      const term = fc.tuple(fc.constantFrom("", "-"), fc.constantFrom(...sorts)).map((parts) => parts.join(""));
      // Few different values, so that rows are level in them.
      const few = fc.record({
        aText: fc.option(fc.constantFrom("a", "b")),
        anInteger: fc.option(fc.integer({ min: 0, max: 2 })),
        aBigint: fc.option(fc.constantFrom("9223372036854775807", "9223372036854775806", "-1")),
        aFloat: fc.option(fc.constantFrom(0.1, 0.2, 1e300)),
        aDecimal: fc.option(fc.constantFrom("9.5000", "10.0000", "-1.2500")),
        aBoolean: fc.option(fc.boolean()),
        aDatetime: fc.option(fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-01T00:00:00.001Z")),
        anEnum: fc.option(fc.constantFrom("one", "two")),
      });
      const params = fc.record({
        limit: fc.integer({ min: 1, max: 7 }),
        sort: fc.array(term, { maxLength: 3 }).map(String),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(few, { maxLength: 15 }), params, async (rows, { limit, sort }) => {
          await db.deleteFrom("everyThings").execute();
          if (rows.length > 0) await db.insertInto("everyThings").values(rows).execute();
          const whole = await paginate(db.selectFrom("everyThings"), Everything as unknown as Model, {
            limit: 100,
            sort,
          });
          const paged = await allPages(db, { limit, sort });
          expect(paged).toEqual(whole.data);
          expect(new Set(paged.map((row) => row["id"])).size).toBe(rows.length);
        }),
        { numRuns: 60 },
      );
    });

    test("says that it is well", async () => {
      expect(await adapter.check()).toMatchObject({ ok: true });
    });
  });

  test(`${name}: closing twice, or without opening, is safe`, async () => {
    const adapter = await make();
    await adapter.close();
    await adapter.close();
    const used = await make();
    await used.connect();
    await used.connect();
    await sql`select 1`.execute(used.kysely);
    await used.close();
    await used.close();
    await expect(sql`select 1`.execute(used.kysely)).rejects.toThrow();
  });
}

async function allPages(db: Kysely<AnyDatabase>, params: ListParams): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const query: ListParams = cursor === null ? params : { ...params, cursor };
    const page = await paginate(db.selectFrom("everyThings"), Everything as unknown as Model, query);
    rows.push(...page.data);
    cursor = page.page.next;
  } while (cursor !== null);
  return rows;
}
