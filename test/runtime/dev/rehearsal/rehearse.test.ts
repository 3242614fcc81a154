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
  let all = 0;
  const { length } = await rehearse(root, () => ++all > 0);
  const ends = new Set<number>();
  for (let last = 0; last <= all; last++) {
    let steps = 0;
    ends.add((await rehearse(root, () => ++steps <= last)).length);
  }
  // While it starts, and before each of its requests.
  expect([...ends]).toEqual(Array.from({ length: length + 1 }, (_, index) => index));
});
