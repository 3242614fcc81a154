import { expect, test } from "vitest";

import { makeMemorySessionStore } from "../../../../runtime/adapters/memory/session-store.ts";
import { describeSessionStore, key, life, TTL_MS } from "../session-conformance.ts";

describeSessionStore("memory", async () => ({
  isShared: false,
  make: (options) => makeMemorySessionStore({ ttlMs: TTL_MS, maxSessions: 10_000, ...options }),
}));

test("what was used longest ago makes room", async () => {
  const store = makeMemorySessionStore({ ttlMs: TTL_MS, now: () => 0, report: () => {}, maxSessions: 2 });
  await store.create(key(1), life(0));
  await store.create(key(2), life(0));
  await store.read(key(1));
  await store.create(key(3), life(0));
  expect(await Promise.all([1, 2, 3].map(async (n) => (await store.read(key(n))) !== null))).toEqual([
    true,
    false,
    true,
  ]);
});
