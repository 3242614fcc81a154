import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { hearsChanges, wantsPolling, isWatchLimit } from "../../../src/dev/hears-changes.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-hears-"));
});
afterEach(() => rm(root, { recursive: true }));

test("changes of a local disk are heard of, and the try leaves nothing behind", async () => {
  expect(await hearsChanges(join(root, "new"))).toBe(true);
  expect(await readdir(join(root, "new"))).toEqual([]);
});

// Files of /proc change without an event, as those of a network mount do.
test.skipIf(!existsSync("/proc/self"))("a folder that cannot be tried is taken to be heard", async () => {
  expect(await hearsChanges("/proc/self/fd")).toBe(true);
});

test.each([
  ["ENOSPC", true],
  ["EMFILE", true],
  ["EACCES", false],
])("%s is a limit of watches: %s", (code, is) =>
  expect(isWatchLimit(Object.assign(new Error(code), { code }))).toBe(is),
);

test.each([
  [undefined, false],
  ["", false],
  ["0", false],
  ["false", false],
  ["1", true],
  ["true", true],
])("CHOKIDAR_USEPOLLING=%s asks to look at files: %s", (value, wanted) => {
  expect(wantsPolling(value === undefined ? {} : { CHOKIDAR_USEPOLLING: value })).toBe(wanted);
});
