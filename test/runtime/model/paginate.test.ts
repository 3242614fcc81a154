import { CompiledQuery, sql, type Kysely, type KyselyPlugin, type RootOperationNode } from "kysely";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { makeSqliteAdapter } from "../../../runtime/adapters/sqlite/adapter.ts";
import { SnakeCaseQueryCompiler } from "../../../runtime/adapters/sqlite/query-compiler.ts";
import { isPage } from "../../../runtime/core/data/page.ts";
import { field } from "../../../runtime/model/field.ts";
import { defineModel } from "../../../runtime/model/model.ts";
import { paginate } from "../../../runtime/model/paginate.ts";

const Item = defineModel("listItems", {
  name: field.string(),
  rank: field.integer({ optional: true }),
  isOpen: field.boolean(),
  token: field.string({ redact: true }),
});

const adapter = makeSqliteAdapter({ alias: "main", root: process.cwd(), file: ":memory:" });
const db = adapter.kysely as unknown as Kysely<{ listItems: (typeof Item)["~table"] }>;
const names = ["a", "b", "c", "d", "e"];
beforeAll(async () => {
  await sql`create table list_items (id integer primary key, name text, rank integer, is_open boolean, token text,
    version integer default 1, created_at text default '2026', updated_at text default '2026')`.execute(db);
  const rows = names.map((name, index) => ({ name, rank: index < 2 ? null : 1, isOpen: index % 2 === 0, token: "x" }));
  await db.insertInto("listItems").values(rows).execute();
});
afterAll(() => adapter.close());

const list = (params: Parameters<typeof paginate>[2]) => paginate(db.selectFrom("listItems"), Item, params);

test("20 rows a page unless said, never a redacted column", async () => {
  const page = await list({});
  expect(isPage(page)).toBe(true);
  expect(page.page).toEqual({ limit: 20, next: null });
  expect(Object.keys(page.data[0] ?? {})).toEqual([
    "id",
    "name",
    "rank",
    "isOpen",
    "version",
    "createdAt",
    "updatedAt",
  ]);
});

test("filters exactly, and goes on behind the conditions of the query", async () => {
  const open = await paginate(db.selectFrom("listItems").where("name", ">", "a"), Item, { isOpen: true } as object);
  expect(open.data.map(({ name }) => name)).toEqual(["c", "e"]);
  const hostile = await list({ name: "a' or '1'='1" } as object);
  expect(hostile.data).toEqual([]);
});

test("a join may add columns", async () => {
  const query = db
    .selectFrom("listItems")
    .innerJoin("listItems as other", "other.id", "listItems.id")
    .select("other.name as otherName");
  const page = await paginate(query, Item, { limit: 1, sort: "-name" });
  expect(page.data).toMatchObject([{ name: "e", otherName: "e" }]);
});

test("the last page has no cursor, a full one that ends the list neither", async () => {
  expect((await list({ limit: 5 })).page.next).toBeNull();
  const first = await list({ limit: 4 });
  const second = await list({ limit: 4, cursor: first.page.next ?? "" });
  expect([second.data.length, second.page.next]).toEqual([1, null]);
});

test("nulls come first going up and last going down", async () => {
  const ranks = async (sort: string) => (await list({ sort })).data.map(({ rank }) => rank);
  expect(await ranks("rank")).toEqual([null, null, 1, 1, 1]);
  expect(await ranks("-rank")).toEqual([1, 1, 1, null, null]);
});

test("a page deep in the list starts in the middle of an index", async () => {
  await sql`create index by_name on list_items (name)`.execute(db);
  const queries: RootOperationNode[] = [];
  const recorder: KyselyPlugin = {
    transformQuery: ({ node }) => (queries.push(node), node),
    transformResult: async ({ result }) => result,
  };
  const cursor = (await list({ limit: 2, sort: "name" })).page.next ?? "";
  await paginate(db.withPlugin(recorder).selectFrom("listItems"), Item, { limit: 2, sort: "name", cursor });
  const compiled = new SnakeCaseQueryCompiler().compileQuery(queries[0] as RootOperationNode, { queryId: "plan" });
  const explain = CompiledQuery.raw(`explain query plan ${compiled.sql}`, [...compiled.parameters]);
  const { rows } = await db.executeQuery<{ detail: string }>(explain);
  expect(rows.map(({ detail }) => detail)).toEqual(["SEARCH list_items USING INDEX by_name (name>?)"]);
});

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
test.each([
  ["text", "hello"],
  ["empty", ""],
  ["of another order", cursorOf(["listItems:-name,id", "a", 1])],
  ["of another table", cursorOf(["others:id", 1])],
  ["with too few values", cursorOf(["listItems:id"])],
  ["with another type", cursorOf(["listItems:id", "1"])],
  ["with an object", cursorOf(["listItems:id", { a: 1 }])],
  ["with null where none can be", cursorOf(["listItems:id", null])],
  ["null", cursorOf(null)],
])("a cursor that is %s is 422 at /cursor", async (_what, cursor) => {
  await expect(list({ cursor })).rejects.toMatchObject({
    status: 422,
    code: "validation_failed",
    details: [{ path: "/cursor" }],
  });
});

test("no text as a cursor ever gives anything but 422 or a page", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString("base64url")),
      ),
      async (cursor) => {
        const answer = await list({ cursor }).catch((error: { status: number }) => error.status);
        expect(answer === 422 || isPage(answer as object)).toBe(true);
      },
    ),
  );
});
