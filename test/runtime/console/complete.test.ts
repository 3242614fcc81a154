import { sql, type Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeSqliteAdapter } from "../../../runtime/adapters/sqlite/adapter.ts";
import { complete, type CompletionRequest } from "../../../runtime/console/complete.ts";
import { withMissing } from "../../../runtime/core/missing.ts";

const database = makeSqliteAdapter({ alias: "main", root: process.cwd(), file: ":memory:" });
let calls = 0;

class Posts {
  readonly title = "x";
  list(): void {}
  get broken(): never {
    throw new Error("touched");
  }
}

const services = {
  get posts(): Posts {
    calls++;
    return new Posts();
  },
};
withMissing(services, (name) => new Error(`no ${name}`));

const values: Record<string, unknown> = {
  services,
  ctx: { services, log: {} },
  mine: {
    get posts(): Posts {
      calls++;
      return new Posts();
    },
    plain: { deep: { er: 1 } },
  },
  text: "abc",
  nothing: null,
};

beforeAll(async () => {
  const kysely = database.kysely as unknown as Kysely<Record<string, Record<string, unknown>>>;
  await sql`create table posts (id integer, title text, created_at text)`.execute(kysely);
  await sql`create table blog_users (id integer, email text)`.execute(kysely);
});
afterAll(() => database.close());

async function at(line: string, above = ""): Promise<readonly string[]> {
  const console = {
    scope: { values },
    runtime: { databases: { main: database } },
    modules: ["apps/main/models/post.ts", "lib/a.ts"],
  } as unknown as CompletionRequest["console"];
  const [found] = await complete({ line, above, console, commands: ["help", "reload", "exit"] });
  return found;
}

describe("names", () => {
  test.each([
    [".re", [".reload"]],
    [".", [".exit", ".help", ".reload"]],
    ["serv", ["services"]],
    ["await serv", ["services"]],
    ["[1, ...serv", ["services"]],
    ["structuredC", ["structuredClone"]],
    ["awa", ["await"]],
    ["services.p", ["services.posts"]],
    ["services.posts.l", ["services.posts.list"]],
    ["services?.posts?.l", ["services?.posts?.list"]],
    ["x = ctx.services.posts.ti", ["ctx.services.posts.title"]],
    ["services.nothing.", []],
    ["services.posts.broken.", []],
    ["mine.plain.deep.", ["mine.plain.deep.er"]],
    ["nothing.", []],
    ["unknown.a", []],
    ["text.toUpper", ["text.toUpperCase"]],
    ["f().a", []],
    ['"a".a', []],
    ["Math.ma", ["Math.max"]],
  ])("%j", async (line, expected) => {
    expect(await at(line)).toEqual(expected);
  });

  test("without a word they are those of the console", async () => {
    expect(await at("")).toEqual(["ctx", "mine", "nothing", "services", "text"]);
  });

  test("getters are read of what the console gives, not of what is the user's", async () => {
    calls = 0;
    expect(await at("mine.posts.")).toEqual([]);
    expect(calls).toBe(0);
    await at("services.posts.");
    expect(calls).toBe(1);
  });
});

describe("tables and columns", () => {
  test.each([
    ['db.main.selectFrom("', ["blogUsers", "posts"]],
    ['db.main.selectFrom("po', ["posts"]],
    ["db.main.insertInto('bl", ["blogUsers"]],
    ['db.main.selectFrom(["posts", "b', ["blogUsers"]],
    ['db.main.selectFrom("posts").innerJoin("b', ["blogUsers"]],
    ['db.main.selectFrom("posts").select("t', ["title"]],
    ['db.main.selectFrom("posts").select(["id", "crea', ["createdAt"]],
    ['db.main.selectFrom("posts").where("posts.t', ["posts.title"]],
    ['select("em', ["email"]],
  ])("%j", async (line, expected) => {
    expect(await at(line)).toEqual(expected);
  });

  test("of a table that a line above names", async () => {
    expect(await at('  .select("i', 'db.main.selectFrom("blogUsers")')).toEqual(["id"]);
    expect(await at('  .where("blogUsers.e', 'db.main.selectFrom("blogUsers")')).toEqual(["blogUsers.email"]);
  });
});

test("an import completes the modules of the project", async () => {
  expect(await at('import { Post } from "./apps')).toEqual(["./apps/main/models/post.ts"]);
  expect(await at('await import("./l')).toEqual(["./lib/a.ts"]);
});

test("a database that is closed has no words", async () => {
  const closed = { kysely: { introspection: { getTables: () => Promise.reject(new Error("closed")) } } };
  const console = { scope: { values }, runtime: { databases: { closed } }, modules: [] };
  const request = { line: 'selectFrom("', above: "", console, commands: [] } as unknown as CompletionRequest;
  expect(await complete(request)).toEqual([[], ""]);
});
