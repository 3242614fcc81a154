import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ChangeSet } from "../../../src/dev/change-set.ts";

let folder: string;
let a: string;
let b: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega-change-set-"));
  a = join(folder, "a.ts");
  b = join(folder, "b.ts");
  await writeFile(a, "one");
  await writeFile(b, "one");
});

afterEach(() => rm(folder, { recursive: true }));

const FAR_AHEAD = Date.now() + 60_000;

describe("ChangeSet", () => {
  test("a file it knows nothing of is a change", async () => {
    expect(await new ChangeSet().read([a])).toEqual([a]);
  });

  test("the same content again is none", async () => {
    const changes = new ChangeSet();
    await changes.learn([a], FAR_AHEAD);
    await writeFile(a, "one");
    await utimes(a, new Date(), new Date());
    expect(await changes.read([a])).toEqual([]);
  });

  test("another content is one, and going back to the built content takes it away", async () => {
    const changes = new ChangeSet();
    await changes.learn([a, b], FAR_AHEAD);
    await writeFile(a, "two");
    expect(await changes.read([a])).toEqual([a]);
    await writeFile(b, "two");
    expect(await changes.read([b])).toEqual([a, b]);
    await writeFile(a, "one");
    expect(await changes.read([a])).toEqual([b]);
  });

  test("after settle, saves are held against what was read by then", async () => {
    const changes = new ChangeSet();
    await writeFile(a, "two");
    await changes.read([a]);
    changes.settle();
    expect(await changes.read([a])).toEqual([]);
    await writeFile(a, "one");
    expect(await changes.read([a])).toEqual([a]);
  });

  test("a deleted file is a change, and deleting it again is none", async () => {
    const changes = new ChangeSet();
    await changes.learn([a], FAR_AHEAD);
    await rm(a);
    expect(await changes.read([a])).toEqual([a]);
    changes.settle();
    expect(await changes.read([a])).toEqual([]);
  });

  test("a file written during the build is not learned: the build may have read something else", async () => {
    const changes = new ChangeSet();
    await changes.learn([a], Date.now());
    expect(await changes.read([a])).toEqual([a]);
  });

  test.each([
    ["empty", () => writeFile(a, "")],
    ["missing", () => rm(a)],
  ])("a file that is %s for a moment is looked at again", async (_name, begin) => {
    const changes = new ChangeSet();
    await changes.learn([a], FAR_AHEAD);
    await begin();
    const reading = changes.read([a]);
    await writeFile(a, "one");
    expect(await reading).toEqual([]);
  });

  test("a file that stays empty is believed to be", async () => {
    const changes = new ChangeSet();
    await changes.learn([a], FAR_AHEAD);
    await writeFile(a, "");
    expect(await changes.read([a])).toEqual([a]);
    changes.settle();
    expect(await changes.read([a])).toEqual([]);
  });
});
