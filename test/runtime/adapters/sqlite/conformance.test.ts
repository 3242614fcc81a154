import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, test } from "vitest";

import { makeSqliteAdapter } from "../../../../runtime/adapters/sqlite/adapter.ts";
import { nodeSqlite } from "../../../../runtime/adapters/sqlite/node-sqlite.ts";
import { describeDbAdapter } from "../db-conformance.ts";

const root = process.cwd();
let folder = "";
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega sqlite 한글 "));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeDbAdapter("better-sqlite3, a file", async () =>
  makeSqliteAdapter({ alias: "main", root, file: join(folder, `new/${(count += 1)}.db`), library: "better-sqlite3" }),
);
describeDbAdapter("better-sqlite3, in memory", async () =>
  makeSqliteAdapter({ alias: "main", root, file: ":memory:", library: "better-sqlite3" }),
);

if ((await nodeSqlite()) === null) {
  describe.skip(`node:sqlite: Node ${process.version} has none that is complete`, () => test("conformance"));
} else {
  describeDbAdapter("node:sqlite, a file", async () =>
    makeSqliteAdapter({ alias: "main", root, file: join(folder, `new/${(count += 1)}.db`), library: "node:sqlite" }),
  );
}
