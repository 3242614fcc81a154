import { expect, test } from "vitest";

import { makeMemoryCacheAdapter } from "../../../../runtime/adapters/memory/adapter.ts";
import { describeCacheAdapter } from "../cache-conformance.ts";

describeCacheAdapter("memory", async () => {
  let now = 0;
  const adapter = makeMemoryCacheAdapter({ maxEntries: 10_000, clock: { now: () => now } });
  return { adapter, pass: (ms) => void (now += ms) };
});

test("what was used longest ago makes room", async () => {
  const { cache, check } = makeMemoryCacheAdapter({ maxEntries: 3, clock: { now: Date.now } });
  for (const key of ["a", "b", "c"]) await cache.set(key, key);
  await cache.get("a");
  await cache.increment("d");
  expect(await Promise.all(["a", "b", "c", "d"].map((key) => cache.has(key)))).toEqual([true, false, true, true]);
  expect(await check()).toEqual({ ok: true, entries: 3 });
});

test("the error names the entry and the place within the value", async () => {
  const { cache } = makeMemoryCacheAdapter({ maxEntries: 10_000, clock: { now: Date.now } });
  const value = { posts: [{ by: new Map([["x", new URL("http://a.b")]]) }] };
  await expect(cache.set("page:1", value)).rejects.toThrow(
    'The cache entry "page:1" cannot be stored: an object of the class URL is at `value.posts[0].by.get(x)`.',
  );
});

test("it is empty once closed", async () => {
  const { cache, close } = makeMemoryCacheAdapter({ maxEntries: 10_000, clock: { now: Date.now } });
  await cache.set("k", 1);
  await close();
  expect(await cache.has("k")).toBe(false);
});
