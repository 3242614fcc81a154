import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { Cache, MegaCacheAdapter } from "../../../runtime/core/data/cache.ts";

/** A cache under test, and the clock that its driver goes by. */
export interface CacheUnderTest {
  readonly adapter: MegaCacheAdapter;
  /** Lets time pass for the driver. */
  readonly pass: (ms: number) => Promise<void> | void;
}

const key = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc.constantFrom("__proto__", "constructor", "*", "a:b", "\0", "[x]", "a?"),
);
const leaf = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    fc.array(fc.tuple(leaf, tie("value")), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
  ),
}));

/** What every driver of the cache port must do. `make` gives an adapter on an empty cache of its own. */
export function describeCacheAdapter(name: string, make: () => Promise<CacheUnderTest>): void {
  describe(name, () => {
    let adapter: MegaCacheAdapter;
    let cache: Cache;
    let pass: CacheUnderTest["pass"];

    beforeAll(async () => {
      ({ adapter, pass } = await make());
      await adapter.connect();
      await adapter.connect();
      cache = adapter.cache;
    });
    beforeEach(() => cache.clear());
    afterAll(async () => {
      await adapter.close();
      await adapter.close();
    });

    test("what is stored is read as it was, whatever the key", async () => {
      await fc.assert(
        fc.asyncProperty(key, anyValue, async (key, value) => {
          await cache.set(key, value);
          expect(await cache.get(key)).toEqual(value);
          expect(await cache.has(key)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });

    test("a key that is not there", async () => {
      expect(await cache.get("none")).toBeUndefined();
      expect(await cache.has("none")).toBe(false);
      expect(await cache.delete("none")).toBe(false);
    });

    test("null is a value, and a property that is undefined is left out", async () => {
      await cache.set("null", null);
      expect([await cache.get("null"), await cache.has("null")]).toEqual([null, true]);
      await cache.set("object", { a: 1, b: undefined });
      expect(Object.keys((await cache.get<object>("object")) ?? {})).toEqual(["a"]);
    });

    test("nobody changes what is stored but by storing", async () => {
      const given = { list: [1], map: new Map([["a", { n: 1 }]]), bytes: Buffer.from([1]), at: new Date(0) };
      const same = structuredClone({ ...given, bytes: null });
      await cache.set("k", given);
      given.list.push(2);
      given.bytes[0] = 9;
      const first = (await cache.get<typeof given>("k")) ?? given;
      expect({ ...first, bytes: null }).toEqual(same);
      expect([...first.bytes]).toEqual([1]);
      first.at.setTime(1);
      first.map.clear();
      expect({ ...(await cache.get<typeof given>("k")), bytes: null }).toEqual(same);
    });

    test("a key named __proto__ inside a value is data", async () => {
      await cache.set("k", JSON.parse('{ "__proto__": { "admin": true } }'));
      const read = (await cache.get<object>("k")) ?? {};
      expect(Object.keys(read)).toEqual(["__proto__"]);
      expect((read as { admin?: boolean }).admin).toBeUndefined();
    });

    class Money {
      readonly amount = 1;
    }
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;

    test.each<[string, unknown]>([
      ["undefined", undefined],
      ["a function", { fn: () => 1 }],
      ["a symbol", Symbol("x")],
      ["a bigint", [1n]],
      ["NaN", { n: Number.NaN }],
      ["Infinity", Infinity],
      ["an invalid date", new Date(Number.NaN)],
      ["an object of a class", { price: new Money() }],
      ["a promise", Promise.resolve(1)],
      ["a typed array", new Float32Array(1)],
      ["what holds itself", circle],
    ])("%s cannot be stored, and nothing is", async (_what, value) => {
      await cache.set("k", "before");
      await expect(cache.set("k", value)).rejects.toMatchObject({ code: "cache_value_unstorable" });
      await expect(cache.setIfAbsent("other", value)).rejects.toMatchObject({ code: "cache_value_unstorable" });
      expect([await cache.get("k"), await cache.has("other")]).toEqual(["before", false]);
    });

    test("an entry ends with its time to live, and not before", async () => {
      await cache.set("k", 1, { ttlMs: 1000 });
      await pass(900);
      expect(await cache.get("k")).toBe(1);
      await pass(100);
      expect([await cache.get("k"), await cache.has("k"), await cache.delete("k")]).toEqual([undefined, false, false]);
    });

    test("storing again sets the time anew, and without one there is no end", async () => {
      await cache.set("k", 1, { ttlMs: 1000 });
      await pass(900);
      await cache.set("k", 2, { ttlMs: 1000 });
      await pass(900);
      expect(await cache.get("k")).toBe(2);
      await cache.set("k", 3);
      await pass(10_000);
      expect(await cache.get("k")).toBe(3);
    });

    test.each([0, -1, 1.5, Number.NaN, Infinity, "1000"])("a time to live of %s is refused", async (ttlMs) => {
      const options = { ttlMs: ttlMs as number };
      const refusal = { code: "cache_ttl_invalid", message: expect.stringContaining(String(ttlMs)) };
      await expect(cache.set("k", 1, options)).rejects.toMatchObject(refusal);
      await expect(cache.setIfAbsent("k", 1, options)).rejects.toMatchObject(refusal);
      await expect(cache.increment("k", 1, options)).rejects.toMatchObject(refusal);
      expect(await cache.has("k")).toBe(false);
    });

    test("setIfAbsent: one of many at once succeeds, and again after its time", async () => {
      const set = (value: number) => cache.setIfAbsent("nonce", value, { ttlMs: 1000 });
      const won = await Promise.all(Array.from({ length: 50 }, (_, index) => set(index)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await cache.get("nonce")).toBe(won.indexOf(true));
      await pass(1000);
      expect(await set(7)).toBe(true);
      expect(await cache.get("nonce")).toBe(7);
    });

    test("increment: none of many at once is lost", async () => {
      const sums = await Promise.all(Array.from({ length: 50 }, () => cache.increment("hits")));
      expect(sums.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
      expect(await cache.increment("hits", -49)).toBe(1);
      expect(await cache.get("hits")).toBe(1);
      expect(await cache.increment("hits", 0)).toBe(1);
    });

    test("increment: the time to live counts from the call that made the key", async () => {
      expect(await cache.increment("hits", 1, { ttlMs: 1000 })).toBe(1);
      await pass(900);
      expect(await cache.increment("hits", 1, { ttlMs: 1000 })).toBe(2);
      await pass(100);
      expect(await cache.increment("hits", 1, { ttlMs: 1000 })).toBe(1);
    });

    test("increment: what is no exact integer is refused and stays", async () => {
      const refusal = { code: "cache_not_integer" };
      await cache.set("text", "1");
      await expect(cache.increment("text")).rejects.toMatchObject(refusal);
      await cache.set("many", Number.MAX_SAFE_INTEGER);
      await expect(cache.increment("many")).rejects.toMatchObject(refusal);
      await expect(cache.increment("half", 0.5)).rejects.toMatchObject(refusal);
      expect([await cache.get("text"), await cache.get("many"), await cache.has("half")]).toEqual([
        "1",
        Number.MAX_SAFE_INTEGER,
        false,
      ]);
    });

    test("delete says whether there was one; clear takes all, or what starts alike", async () => {
      await Promise.all(["a:1", "a:2", "b:1", "a"].map((name) => cache.set(name, name)));
      expect(await cache.delete("a:1")).toBe(true);
      await cache.clear("a:");
      expect(await Promise.all(["a:1", "a:2", "b:1", "a"].map((name) => cache.has(name)))).toEqual([
        false,
        false,
        true,
        true,
      ]);
      await cache.clear("*");
      expect(await cache.has("a")).toBe(true);
      await cache.clear();
      expect(await cache.has("a")).toBe(false);
    });

    test("a large value", async () => {
      const value = { text: "x".repeat(1_000_000), list: Array.from({ length: 10_000 }, (_, index) => index) };
      await cache.set("big", value);
      expect(await cache.get("big")).toEqual(value);
    });

    test("says how it is", async () => {
      expect(await adapter.check()).toMatchObject({ ok: true });
    });
  });
}
