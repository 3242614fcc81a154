import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { REHEARSAL_REQUESTS } from "../../../../runtime/dev/rehearsal/project.ts";
import { rehearse } from "../../../../runtime/dev/rehearsal/rehearse.ts";

/** Where the SQLite package is installed. */
const WITH_SQLITE = process.cwd();

let root: string;
let sockets: string;
let socket: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-rehearsal-"));
  sockets = await mkdtemp(join(tmpdir(), "mega-sockets-"));
  socket = join(sockets, "rehearsal.sock");
});
afterEach(() => Promise.all([root, sockets].map((folder) => rm(folder, { recursive: true }))));

test("every request of it is answered as it is meant to be", async () => {
  expect(await rehearse({ root: WITH_SQLITE, socket, goesOn: () => true })).toEqual(
    REHEARSAL_REQUESTS.map(({ status }) => status),
  );
});

test("without a database the others are, and nothing of it stays in the project", async () => {
  const others = REHEARSAL_REQUESTS.filter(({ needsDatabase }) => !needsDatabase);
  expect(await rehearse({ root, socket, goesOn: () => true })).toEqual(others.map(({ status }) => status));
  expect(await readdir(root)).toEqual([]);
  expect(await readdir(sockets)).toEqual([]);
});

test("it ends early when it is no longer wanted", async () => {
  let all = 0;
  const { length } = await rehearse({ root, socket, goesOn: () => ++all > 0 });
  const ends = new Set<number>();
  for (let last = 0; last <= all; last++) {
    let steps = 0;
    ends.add((await rehearse({ root, socket, goesOn: () => ++steps <= last })).length);
  }
  // While it starts, and before each of its requests.
  expect([...ends]).toEqual(Array.from({ length: length + 1 }, (_, index) => index));
});
