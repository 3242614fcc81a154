import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";

import { DEFAULT_FILE_CLEANUP_INTERVAL_MS, type SessionStoreConfig } from "../../runtime/config/parts/session.ts";
import { createSessionStore } from "../../runtime/sessions.ts";
import { key, life } from "./adapters/session-conformance.ts";

const HOUR = 3_600_000;

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mega-sessions-"));
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(root, "node_modules"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each<[SessionStoreConfig, string]>([
  [{ driver: "file" }, "data/sessions"],
  [{ driver: "file", dir: "elsewhere" }, "elsewhere"],
  [{ driver: "file", dir: undefined } as never, "data/sessions"],
  [{ driver: "sqlite" }, "data/sessions.db"],
  [{ driver: "sqlite", file: "elsewhere.db" }, "elsewhere.db"],
])("%j keeps sessions in %s, and is opened by its caller", async (config, place) => {
  const store = createSessionStore(config, { ttlMs: HOUR, root, now: () => 0 });
  expect(existsSync(join(root, place))).toBe(false);
  await store.connect();
  expect(existsSync(join(root, place))).toBe(true);
  await store.create(key(1), life(0));
  expect(await store.read(key(1))).not.toBeNull();
  await store.close();
});

test("a store has the time to live of the session, or its own", () => {
  expect(createSessionStore({ driver: "memory" }, { ttlMs: HOUR }).ttlMs).toBe(HOUR);
  expect(createSessionStore({ driver: "file", ttlMs: 1000 }, { ttlMs: HOUR }).ttlMs).toBe(1000);
});

test("the memory store lets go of what was used longest ago beyond what its config says", async () => {
  const store = createSessionStore({ driver: "memory", maxSessions: 1 }, { ttlMs: HOUR, now: () => 0 });
  await store.create(key(1), life(0));
  await store.create(key(2), life(0));
  expect([await store.read(key(1)), (await store.read(key(2)))?.userId]).toEqual([null, life(0).userId]);
});

test.each([
  [{}, DEFAULT_FILE_CLEANUP_INTERVAL_MS],
  [{ cleanupIntervalMs: 5000 }, 5000],
  [{ cleanupIntervalMs: 0 }, null],
])("a file store with %j cleans every %s ms", async (options, everyMs) => {
  const intervals = vi.spyOn(globalThis, "setInterval");
  onTestFinished(() => intervals.mockRestore());
  const store = createSessionStore({ driver: "file", ...options }, { ttlMs: HOUR, root });
  await store.connect();
  expect(intervals.mock.calls.map(([, ms]) => ms)).toEqual(everyMs === null ? [] : [everyMs]);
  await store.close();
});
