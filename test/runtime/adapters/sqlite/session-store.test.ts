import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { nodeSqlite } from "../../../../runtime/adapters/sqlite/node-sqlite.ts";
import { openClient } from "../../../../runtime/adapters/sqlite/open-client.ts";
import { makeSqliteSessionStore } from "../../../../runtime/adapters/sqlite/session-store.ts";
import { describeSessionStore, increment, key, life, TTL_MS, type MakePlace } from "../session-conformance.ts";

const root = process.cwd();
let folder = "";
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega sessions 한글 "));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const parts = { ttlMs: TTL_MS, root, now: () => 0, report: () => {} };

function placeIn(library: "better-sqlite3" | "node:sqlite"): MakePlace {
  return async () => {
    const file = join(folder, `new/${(count += 1)}.db`);
    return { isShared: true, make: (options) => makeSqliteSessionStore({ ...parts, ...options, file, library }) };
  };
}

describeSessionStore("better-sqlite3, a file", placeIn("better-sqlite3"));
describeSessionStore("better-sqlite3, in memory", async () => ({
  isShared: false,
  make: (options) => makeSqliteSessionStore({ ...parts, ...options, file: ":memory:" }),
}));
if ((await nodeSqlite()) === null) {
  describe.skip(`node:sqlite: Node ${process.version} has none that is complete`, () => test("conformance"));
} else describeSessionStore("node:sqlite, a file", placeIn("node:sqlite"));

test("a file that is no database, and one that was removed, are said to be unreachable", async () => {
  const file = join(folder, "text.db");
  await writeFile(file, "no database at all ".repeat(100));
  await expect(makeSqliteSessionStore({ ...parts, file }).connect()).rejects.toMatchObject({
    code: "session_store_unreachable",
    status: 503,
  });
  const store = makeSqliteSessionStore({ ...parts, file: join(folder, "gone.db") });
  await store.connect();
  await store.create(key(1), life(0));
  await rm(join(folder, "gone.db"));
  await expect(store.read(key(1))).rejects.toMatchObject({ code: "session_store_unreachable" });
  await expect(store.update(key(1), increment)).rejects.toThrow("the file is gone");
  await expect(store.create(key(2), life(0))).rejects.toMatchObject({ status: 503 });
  expect(existsSync(join(folder, "gone.db"))).toBe(false);
  await store.close();
  await expect(store.read(key(1))).rejects.toMatchObject({ code: "session_store_unreachable" });
});

test("another program's transaction is waited for, and the process goes on meanwhile", async () => {
  const file = join(folder, "busy.db");
  const store = makeSqliteSessionStore({ ...parts, file });
  await store.connect();
  await store.create(key(1), life(0, { n: "0" }));
  const other = await openClient({ alias: "other", root, file });
  other.prepare("begin immediate").run([]);
  const update = store.update(key(1), increment);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  expect((await store.read(key(1)))?.values.get("n")).toBe("0");
  other.prepare("commit").run([]);
  expect((await update)?.values.get("n")).toBe("1");
  other.close();
  await store.close();
});

test("a broken row reads as missing and is reported", async () => {
  const file = join(folder, "broken.db");
  const reports: string[] = [];
  const store = makeSqliteSessionStore({ ...parts, file, report: ({ message }) => void reports.push(message) });
  await store.connect();
  await store.create(key(1), { ...life(0), userId: 7 });
  const other = await openClient({ alias: "other", root, file });
  other.prepare("update mega_sessions set session = substr(session, 1, 30)").run([]);
  other.close();
  expect(await store.read(key(1))).toBeNull();
  expect(await store.list(7)).toEqual([]);
  expect(reports[0]).toContain(key(1));
  await store.close();
});
