import { sql, type Generated, type Kysely } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { makeSqliteAdapter } from "../../../runtime/adapters/sqlite/adapter.ts";
import type { Database } from "../../../runtime/core/data/database.ts";
import { defineFactory, type Factory } from "../../../runtime/db/define-factory.ts";
import { defineMigration } from "../../../runtime/db/define-migration.ts";
import { defineSeed } from "../../../runtime/db/define-seed.ts";
import { makeMigrator } from "../../../runtime/db/migrator.ts";
import { runSeeds } from "../../../runtime/db/run-seeds.ts";

interface AuthorTable {
  id: Generated<number>;
  name: string;
  version: Generated<number>;
}
interface BookTable {
  id: Generated<number>;
  title: string;
  authorId: number;
  editorId: number | null;
  version: Generated<number>;
}

declare module "../../../runtime/core/registry.ts" {
  interface Tables {
    seedAuthors: { readonly "~table": AuthorTable };
    seedBooks: { readonly "~table": BookTable };
  }
}

const adapter = makeSqliteAdapter({ alias: "main", root: process.cwd(), file: ":memory:" });
const db: Kysely<Database> = adapter.kysely;
beforeAll(async () => {
  const migration = defineMigration({
    up: async (schema) => {
      await schema.create("seedAuthors", (table) => {
        table.id();
        table.string("name");
        table.version();
        table.timestamps();
      });
      await schema.create("seedBooks", (table) => {
        table.id();
        table.string("title");
        table.ref("author", "seedAuthors");
        table.ref("editor", "seedAuthors", { optional: true });
        table.version();
        table.timestamps();
      });
    },
  });
  await makeMigrator(adapter, [{ file: "1.ts", load: async () => ({ default: migration }) }]).migrate();
});
beforeEach(async () => {
  await db.deleteFrom("seedBooks").execute();
  await db.deleteFrom("seedAuthors").execute();
});
afterAll(() => adapter.close());

const authors = (): Factory<"seedAuthors"> => defineFactory("seedAuthors", (n) => ({ name: `Author ${n}` }));

test("a factory counts, inserts what a row refers to, and takes given values first", async () => {
  const authorFactory = authors();
  const bookFactory = defineFactory("seedBooks", async (n, make) => ({
    title: `Book ${n}`,
    authorId: await make(authorFactory),
  }));
  const first = await bookFactory.create(db);
  const second = await bookFactory.create(db, { title: "Given" });
  expect([first, second]).toMatchObject([
    { title: "Book 1", editorId: null, version: 1 },
    { title: "Given", authorId: expect.any(Number) },
  ]);
  const built = await bookFactory.build(db);
  expect(built).toEqual({ title: "Book 3", authorId: expect.any(Number) });
  const names = await db.selectFrom("seedAuthors").select("name").orderBy("id").execute();
  expect(names.map(({ name }) => name)).toEqual(["Author 1", "Author 2", "Author 3"]);
});

test("seeds run in order, each whole or not at all", async () => {
  const authorFactory = authors();
  const good = defineSeed(async (trx) => {
    if (await trx.selectFrom("seedAuthors").select("id").limit(1).executeTakeFirst()) return;
    await authorFactory.create(trx);
  });
  const bad = defineSeed(async (trx) => {
    await authorFactory.create(trx);
    await sql`select * from nowhere`.execute(trx);
  });
  const file = (name: string, seed: unknown) => ({
    file: `db/seeds/${name}.ts`,
    load: async () => ({ default: seed }),
  });
  expect(await runSeeds(db, [file("authors", good), file("again", good)])).toEqual(["authors", "again"]);
  await expect(runSeeds(db, [file("bad", bad)])).rejects.toMatchObject({
    code: "file_failed",
    message: "db/seeds/bad.ts failed: There is no table `nowhere` in the database.",
    hint: "Run `mega db migrate`.",
  });
  expect(await db.selectFrom("seedAuthors").select("name").execute()).toEqual([{ name: "Author 1" }]);
  await expect(runSeeds(db, [file("empty", undefined)])).rejects.toMatchObject({ code: "export_missing" });
});
