import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { makeSqliteAdapter } from "../../../runtime/adapters/sqlite/adapter.ts";
import type { MegaDbAdapter } from "../../../runtime/core/ports.ts";
import { defineMigration, type Migration } from "../../../runtime/db/define-migration.ts";
import { makeMigrator, type Migrator } from "../../../runtime/db/migrator.ts";
import type { ManifestFile } from "../../../runtime/manifest.ts";

let folder = "";
let adapter: MegaDbAdapter;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega-migrator-"));
  adapter = makeSqliteAdapter({ alias: "main", root: process.cwd(), file: join(folder, "a.db") });
  await adapter.connect();
});
afterEach(async () => {
  await adapter.close();
  await rm(folder, { recursive: true, force: true });
});

const create = (table: string): Migration =>
  defineMigration({
    up: (schema) => schema.create(table, (columns) => columns.id()),
    down: (schema) => schema.drop(table),
  });
const file = (name: string, migration: unknown): ManifestFile => ({
  file: `db/migrations/${name}.ts`,
  load: async () => ({ default: migration }),
});
const migrator = (...files: ManifestFile[]): Migrator => makeMigrator(adapter, files);
const tables = async (): Promise<string[]> => {
  const found = await adapter.kysely.introspection.getTables();
  return found.map(({ name }) => name).filter((name) => !name.startsWith("mega_"));
};

test("applies what is pending in order, and knows when", async () => {
  const all = migrator(file("2-b", create("blogPosts")), file("1-a", create("authors")));
  expect(await all.pending()).toEqual(["1-a", "2-b"]);
  expect(await all.status()).toMatchObject([
    { name: "1-a", appliedAt: null },
    { name: "2-b", appliedAt: null },
  ]);
  expect(await all.migrate()).toEqual(["1-a", "2-b"]);
  expect(await all.migrate()).toEqual([]);
  expect(await all.pending()).toEqual([]);
  expect((await all.status())[0]?.appliedAt).toMatch(/^\d{4}-.*Z$/);
  expect(await tables()).toEqual(["authors", "blog_posts"]);
});

test("a migration that is merged later than newer ones is still applied", async () => {
  await migrator(file("2-b", create("b"))).migrate();
  const all = migrator(file("1-a", create("a")), file("2-b", create("b")));
  expect(await all.migrate()).toEqual(["1-a"]);
  expect(await all.rollback()).toEqual(["1-a"]);
});

test("what nobody has written yet is left for later, unless it is asked for", async () => {
  const all = (up: Migration["up"]): Migrator =>
    migrator(file("1-a", create("a")), file("2-b", defineMigration({ up, down: async () => {} })));
  expect(await all(async () => {}).migrateWritten()).toEqual(["1-a"]);
  expect(
    await all(() => {
      // To be written.
    }).migrateWritten(),
  ).toEqual([]);
  const written = all((schema) => schema.create("b", (columns) => columns.id()));
  expect(await written.migrateWritten()).toEqual(["2-b"]);
  expect(await written.migrateWritten()).toEqual([]);
  const asked = migrator(file("1-a", create("a")), file("2-b", create("b")), file("3-c", { up: async () => {} }));
  expect(await asked.migrateWritten()).toEqual([]);
  expect(await asked.migrate()).toEqual(["3-c"]);
  expect(await asked.migrateWritten()).toEqual([]);
});

test("rolls back by steps, newest first", async () => {
  const all = migrator(file("1-a", create("a")), file("2-b", create("b")), file("3-c", create("c")));
  await all.migrate();
  expect(await all.rollback()).toEqual(["3-c"]);
  expect(await all.rollback(2)).toEqual(["2-b", "1-a"]);
  expect(await all.rollback()).toEqual([]);
  expect(await tables()).toEqual([]);
  await all.migrate();
  expect(await all.rollback(99)).toEqual(["3-c", "2-b", "1-a"]);
});

test("a migration that fails leaves nothing of the whole run", async () => {
  const broken = defineMigration({
    up: async (schema) => {
      await schema.create("half", (table) => table.id());
      await sql`insert into nowhere values (1)`.execute(schema.kysely);
    },
  });
  const all = migrator(file("1-a", create("a")), file("2-broken", broken));
  await expect(all.migrate()).rejects.toMatchObject({
    code: "migration_failed",
    message: "db/migrations/2-broken.ts: up failed: There is no table `nowhere` in the database.",
  });
  expect(await tables()).toEqual([]);
  expect(await all.pending()).toEqual(["1-a", "2-broken"]);
});

test("says which file cannot be loaded, has no migration, or cannot go back", async () => {
  const throwing = { file: "db/migrations/1-x.ts", load: () => Promise.reject(new Error("no such module")) };
  await expect(migrator(throwing).migrate()).rejects.toThrow("db/migrations/1-x.ts failed: no such module");
  await expect(migrator(file("1-y", undefined)).migrate()).rejects.toMatchObject({
    code: "export_missing",
    message: "db/migrations/1-y.ts has no default export made by defineMigration.",
  });
  const oneWay = migrator(file("1-z", { up: create("z").up }));
  await oneWay.migrate();
  await expect(oneWay.rollback()).rejects.toMatchObject({ code: "migration_irreversible" });
  expect(await tables()).toEqual(["z"]);
});

test("says which applied migration has no file any more", async () => {
  await migrator(file("1-a", create("a"))).migrate();
  await expect(migrator(file("2-b", create("b"))).migrate()).rejects.toMatchObject({
    code: "migrations_changed",
    message: expect.stringContaining("1-a is missing"),
  });
});

test("a decimal that SQLite cannot keep exactly is refused", async () => {
  const precise = defineMigration({
    up: (schema) => schema.create("prices", (table) => table.decimal("amount", { precision: 20, scale: 2 })),
  });
  await expect(migrator(file("1-p", precise)).migrate()).rejects.toThrow("decimals exact up to 15 digits");
});

test("adds columns and indexes to a table with rows", async () => {
  const add = defineMigration({
    up: (schema) =>
      schema.add("posts", (table) => {
        table.string("slug", { optional: true, unique: true });
        table.boolean("isOpen", { default: true });
        table.ref("author", "posts", { optional: true });
        table.json("extra", { default: { a: ["'"] } });
      }),
  });
  const before = migrator(file("1-a", create("posts")));
  await before.migrate();
  await sql`insert into posts default values`.execute(adapter.kysely);
  await migrator(file("1-a", create("posts")), file("2-b", add)).migrate();
  const { rows } = await sql`select * from posts`.execute(adapter.kysely);
  expect(rows).toEqual([{ id: 1, slug: null, isOpen: true, authorId: null, extra: { a: ["'"] } }]);
});

test("removes columns with their indexes, from a table with rows", async () => {
  const change = defineMigration({
    up: (schema) =>
      schema.add("posts", (table) => {
        table.string("slugText", { optional: true, unique: true });
        table.integer("rank", { optional: true, index: true });
        table.ref("author", "posts", { optional: true });
        table.text("kept", { default: "yes" });
      }),
    down: (schema) => schema.remove("posts", ["slugText", "rank", "authorId"]),
  });
  const all = migrator(file("1-a", create("posts")), file("2-b", change));
  await migrator(file("1-a", create("posts"))).migrate();
  await sql`insert into posts default values`.execute(adapter.kysely);
  await all.migrate();
  await all.rollback();
  const { rows } = await sql`select * from posts`.execute(adapter.kysely);
  expect(rows).toEqual([{ id: 1, kept: "yes" }]);
  const indexes = await sql<{ name: string }>`select name from sqlite_master where type = 'index'`.execute(
    adapter.kysely,
  );
  expect(indexes.rows.filter(({ name }) => name.includes("posts"))).toEqual([]);
});

// Two tables in one migration; between them it says so on stdout and, in `pause`, waits for ever.
const PROGRAM = `
import { makeSqliteAdapter } from "${process.cwd()}/runtime/adapters/sqlite/adapter.ts";
import { makeMigrator } from "${process.cwd()}/runtime/db/migrator.ts";
const [file, mode] = process.argv.slice(2);
const adapter = makeSqliteAdapter({ alias: "main", root: ${JSON.stringify(process.cwd())}, file });
const migration = {
  up: async (schema) => {
    await schema.create("one", (table) => table.id());
    if (mode === "pause") {
      console.log("half way");
      await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));
    }
    await schema.create("two", (table) => table.id());
  },
};
await adapter.connect();
const names = await makeMigrator(adapter, [{ file: "1-both.ts", load: async () => ({ default: migration }) }]).migrate();
console.log(JSON.stringify(names));
await adapter.close();
`;

async function startProgram(mode: "run" | "pause", database: string): Promise<ChildProcess> {
  const [source, bundle] = [join(folder, "program.ts"), join(folder, "program.mjs")];
  const exists = await access(bundle).then(
    () => true,
    () => false,
  );
  if (!exists) {
    await writeFile(source, PROGRAM);
    // What the bundle loads besides is looked up from the repository.
    const banner = {
      js: `import { createRequire as makeRequire } from "node:module"; const require = makeRequire(${JSON.stringify(import.meta.url)});`,
    };
    const nodePaths = [join(process.cwd(), "node_modules")];
    await build({
      entryPoints: [source],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
      nodePaths,
      banner,
    });
  }
  return spawn(process.execPath, [bundle, join(folder, database), mode], { stdio: ["ignore", "pipe", "inherit"] });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += String(chunk)));
  const [code] = (await once(child, "close")) as [number];
  return `${code} ${text.trim()}`;
}

test("of processes that migrate at once, one applies and the others find it done", async () => {
  const first = await startProgram("run", "b.db");
  const others = await Promise.all(Array.from({ length: 3 }, () => startProgram("run", "b.db")));
  const outputs = await Promise.all([first, ...others].map(outputOf));
  expect(outputs.sort()).toEqual(['0 ["1-both"]', "0 []", "0 []", "0 []"]);
});

test("a process that is killed half way leaves nothing, and the next one migrates", async () => {
  const child = await startProgram("pause", "a.db");
  const ended = once(child, "close");
  const halfWay = once(child.stdout as NonNullable<typeof child.stdout>, "data");
  expect(await Promise.race([halfWay.then(String), ended.then(() => "ended")])).toContain("half way");
  child.kill("SIGKILL");
  await ended;
  expect(await tables()).toEqual([]);
  expect(await migrator(file("1-both", create("one"))).migrate()).toEqual(["1-both"]);
});
