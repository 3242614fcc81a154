import { createHash } from "node:crypto";

import { describe, expect, onTestFinished, test } from "vitest";

import type { SessionStore, StoredSession } from "../../../runtime/core/session/session-store.ts";

export interface OpenOptions {
  readonly now: () => number;
  readonly report: (error: Error) => void;
}

/** Makes a store in a place of its own: each call of `connect` is another store over that same place. */
export type MakePlace = () => Promise<{
  readonly make: (options: OpenOptions) => SessionStore;
  /** False: another store over the same place sees nothing of the first one. */
  readonly isShared: boolean;
}>;

export const TTL_MS = 60_000;

/** What every session store has to do. */
export function describeSessionStore(name: string, makePlace: MakePlace): void {
  describe(`session store: ${name}`, () => {
    test("what was created is read, with every kind of text", async () => {
      const { store } = await open(makePlace);
      const values = { plain: "1", __proto__x: '"a"', "한글 key / ..": '{"a":[1,"\\u0000"]}', constructor: "null" };
      const session = { ...life(0), userId: "ü/7", values: new Map([...Object.entries(values), ["__proto__", "2"]]) };
      await store.create(key(1), session);
      expect(await store.read(key(1))).toEqual(session);
      expect(await store.read(key(2))).toBeNull();
      expect(store.ttlMs).toBe(TTL_MS);
      expect(await store.check()).toMatchObject({ ok: true });
    });

    test("an update gets what is stored, and stores what it gives back", async () => {
      const { store } = await open(makePlace);
      await store.create(key(1), life(0, { n: "1" }));
      const updated = await store.update(key(1), (current) => ({ ...current, values: new Map([["n", "2"]]) }));
      expect(updated?.values.get("n")).toBe("2");
      expect(await store.read(key(1))).toEqual(updated);
      expect(await store.update(key(1), (current) => current)).toEqual(updated);
      expect(await store.update(key(2), (current) => current)).toBeNull();
    });

    test("what an update throws is thrown as it is, and nothing is stored", async () => {
      const { store } = await open(makePlace);
      await store.create(key(1), life(0, { n: "1" }));
      const error = new Error("is locked");
      const failing = store.update(key(1), () => {
        throw error;
      });
      await expect(failing).rejects.toBe(error);
      expect((await store.read(key(1)))?.values.get("n")).toBe("1");
      expect(await store.update(key(1), (current) => current)).not.toBeNull();
    });

    test("200 updates at once lose nothing", async () => {
      const { store, another } = await open(makePlace);
      await store.create(key(1), life(0, { n: "0" }));
      const other = (await another()) ?? store;
      await Promise.all(
        Array.from({ length: 200 }, (_, index) => (index % 2 ? store : other).update(key(1), increment)),
      );
      expect((await store.read(key(1)))?.values.get("n")).toBe("200");
    });

    test("with a new key it goes on there, and the old one is gone", async () => {
      const { store } = await open(makePlace);
      await store.create(key(1), life(0, { n: "1" }));
      const moved = await store.update(key(1), (current) => ({ ...current, userId: 7 }), key(2));
      expect(await store.read(key(1))).toBeNull();
      expect(await store.read(key(2))).toEqual(moved);
      expect(await store.update(key(1), increment)).toBeNull();
      expect(await store.read(key(1))).toBeNull();
    });

    test("of two that move it, one does", async () => {
      const { store, another } = await open(makePlace);
      await store.create(key(1), life(0));
      const other = (await another()) ?? store;
      const moves = await Promise.all([2, 3, 4, 5].map((to) => (to % 2 ? store : other).update(key(1), same, key(to))));
      expect(moves.filter((moved) => moved !== null)).toHaveLength(1);
      const left = await Promise.all([1, 2, 3, 4, 5].map((n) => store.read(key(n))));
      expect(left.filter((session) => session !== null)).toHaveLength(1);
    });

    test("what is destroyed does not come back, whoever is writing", async () => {
      const { store, another } = await open(makePlace);
      const other = (await another()) ?? store;
      for (let round = 0; round < 10; round += 1) {
        await store.create(key(round), life(0, { n: "0" }));
        const writes = Array.from({ length: 10 }, () => other.update(key(round), increment));
        const destroyed = await store.destroy(key(round));
        await Promise.all(writes);
        expect(destroyed).toBe(true);
        expect(await store.read(key(round))).toBeNull();
        expect(await store.destroy(key(round))).toBe(false);
      }
    });

    test("an expired session reads as missing, is not changed, and goes with the cleanup", async () => {
      const { store, clock } = await open(makePlace);
      await store.create(key(1), { ...life(0), userId: 7 });
      await store.create(key(2), { ...life(1), userId: 7 });
      clock.now = TTL_MS;
      expect(await store.read(key(1))).toBeNull();
      expect(await store.update(key(1), increment)).toBeNull();
      expect((await store.list(7)).map((listed) => listed.key)).toEqual([key(2)]);
      expect(await store.cleanup()).toBe(1);
      expect(await store.cleanup()).toBe(0);
      clock.now = 0;
      expect(await store.read(key(1))).toBeNull();
      expect(await store.read(key(2))).not.toBeNull();
    });

    test("lists and revokes the sessions of one user, 7 and `7` being the same", async () => {
      const { store } = await open(makePlace);
      await store.create(key(1), { ...life(0), userId: 7 });
      await store.create(key(2), { ...life(0), userId: 7 });
      await store.create(key(3), { ...life(0), userId: "7" });
      await store.create(key(4), { ...life(0), userId: 70 });
      await store.create(key(5), life(0));
      expect((await store.list(7)).map((listed) => listed.key).toSorted()).toEqual([key(1), key(2), key(3)].toSorted());
      expect(await store.revoke(7, key(2))).toBe(2);
      expect((await store.list(7)).map((listed) => listed.key)).toEqual([key(2)]);
      expect(await store.revoke(7)).toBe(1);
      expect(await store.read(key(4))).not.toBeNull();
      expect(await store.read(key(5))).not.toBeNull();
    });

    test("a session that moves while its user is revoked is revoked too", async () => {
      const { store, another } = await open(makePlace);
      const other = (await another()) ?? store;
      for (let round = 0; round < 10; round += 1) {
        await store.create(key(2 * round), { ...life(0), userId: 7 });
        await Promise.all([other.update(key(2 * round), same, key(2 * round + 1)), store.revoke(7)]);
        // The one that came first may have been the revocation.
        expect(await store.list(7)).toEqual([]);
      }
    });

    test("connects and closes twice; another one finds what was kept", async () => {
      const { store, another, isShared } = await open(makePlace);
      await store.connect();
      await store.create(key(1), life(0, { n: "1" }));
      await store.close();
      await store.close();
      if (isShared) expect((await (await another())?.read(key(1)))?.values.get("n")).toBe("1");
    });
  });
}

async function open(makePlace: MakePlace) {
  const { make, isShared } = await makePlace();
  const clock = { now: 0 };
  const reports: Error[] = [];
  const connect = async (): Promise<SessionStore> => {
    const store = make({ now: () => clock.now, report: (error) => void reports.push(error) });
    onTestFinished(() => store.close());
    await store.connect();
    return store;
  };
  const another = async (): Promise<SessionStore | null> => (isShared ? connect() : null);
  return { store: await connect(), another, clock, reports, isShared };
}

export function key(n: number | string): string {
  return createHash("sha256").update(String(n)).digest("hex");
}

export function life(now: number, values: Readonly<Record<string, string>> = {}): StoredSession {
  const times = { createdAt: now, lastSeenAt: now, expiresAt: now + TTL_MS };
  return { userId: null, values: new Map(Object.entries(values)), ...times };
}

export function increment(current: StoredSession): StoredSession {
  const n = Number(current.values.get("n") ?? "0") + 1;
  return { ...current, values: new Map([...current.values, ["n", String(n)]]) };
}

function same(current: StoredSession): StoredSession {
  return { ...current };
}
