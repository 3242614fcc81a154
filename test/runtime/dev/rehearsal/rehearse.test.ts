import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { REHEARSAL_REQUESTS } from "../../../../runtime/dev/rehearsal/project.ts";
import { rehearse } from "../../../../runtime/dev/rehearsal/rehearse.ts";

/** Where the SQLite package is installed. */
const WITH_SQLITE = process.cwd();

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-rehearsal-"));
});
afterEach(() => rm(root, { recursive: true }));

test("every request of it is answered as it is meant to be", async () => {
  expect(await rehearse(WITH_SQLITE, () => true)).toEqual(REHEARSAL_REQUESTS.map(({ status }) => status));
});

test("without a database the others are, and nothing of it stays in the project", async () => {
  const others = REHEARSAL_REQUESTS.filter(({ needsDatabase }) => !needsDatabase);
  expect(await rehearse(root, () => true)).toEqual(others.map(({ status }) => status));
  expect(await readdir(root)).toEqual([]);
});

test("it ends early when it is no longer wanted", async () => {
  let steps = 0;
  expect(await rehearse(root, () => ++steps <= 2)).toHaveLength(1);
  expect(await rehearse(root, () => false)).toEqual([]);
});
