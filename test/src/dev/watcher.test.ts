import { mkdir, mkdtemp, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { WatchSettings } from "../../../runtime/dev/messages.ts";
import { Watcher, type WatcherEvents } from "../../../src/dev/watcher.ts";

let parent: string;
let root: string;
let watcher: Watcher;
let saved: string[];
let noticed: string[];
let polled: number[];

beforeEach(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), "mega-watcher-")));
  root = join(parent, "project");
  await mkdir(join(root, "apps"), { recursive: true });
  await mkdir(join(parent, "shared"));
  [saved, noticed, polled] = [[], [], []];
  watcher = new Watcher(root, events);
});

afterEach(async () => {
  await watcher.close();
  await rm(parent, { recursive: true });
});

const events: WatcherEvents = {
  onSave: (file) => saved.push(file),
  onNotice: (file) => noticed.push(file),
  onError: (error) => {
    throw error;
  },
  onPolling: (everyMs) => polled.push(everyMs),
};

const settings = (own: Partial<WatchSettings> = {}): WatchSettings => ({
  paths: [],
  ignore: [],
  extensions: [],
  debounceMs: 0,
  graceMs: 0,
  onError: "page",
  preload: true,
  rules: [],
  ...own,
});

/** The clock of a file system ticks every few milliseconds: written until the file is newer than that. */
async function writeAfter(since: Date, file: string): Promise<void> {
  do await writeFile(file, "1");
  while ((await stat(file)).mtimeMs <= since.getTime());
}

test("what was saved before it was open is told, older files are not", async () => {
  const [old, fresh, text] = ["apps/old.ts", "apps/fresh.ts", "apps/fresh.bin"].map((file) => join(root, file));
  await writeFile(old!, "1");
  const since = new Date();
  await writeAfter(since, fresh!);
  await writeAfter(since, text!);
  await watcher.watch(since);
  expect([...new Set(saved)]).toEqual([fresh]);
});

test("with other settings, what was saved in what they add is told, by their rules", async () => {
  await watcher.watch(new Date());
  const since = new Date();
  const [shared, note] = [join(parent, "shared/a.ts"), join(root, "notes.md")];
  await writeAfter(since, shared);
  await writeAfter(since, note);
  await watcher.watch(since, settings({ paths: ["../shared"], rules: [{ match: "*.md", then: "notify" }] }));
  expect([...new Set(saved)]).toEqual([shared]);
  await expect.poll(() => noticed).toEqual([note]);
});

test("the rules of other settings count at once", async () => {
  const opening = watcher.watch(new Date(), settings({ ignore: ["apps/left-out"] }));
  expect(watcher.reactionTo("apps/left-out/a.ts")).toBe("ignore");
  await opening;
});

test("closed while it opens it is closed", async () => {
  const opening = watcher.watch(new Date());
  await watcher.close();
  await opening;
  await writeFile(join(root, "apps/late.ts"), "1");
  await watcher.watch(new Date(0), settings({ ignore: ["notes"] }));
  expect(saved).toEqual([]);
});

test("files are looked at where that is asked for, though the system tells of changes", async () => {
  await watcher.watch(new Date());
  expect(polled).toEqual([]);
  await watcher.close();
  watcher = new Watcher(root, events, { polls: true });
  await watcher.watch(new Date());
  expect(polled).toEqual([300]);
  await writeFile(join(root, "apps/new.ts"), "1");
  await expect.poll(() => saved).toContain(join(root, "apps/new.ts"));
});
