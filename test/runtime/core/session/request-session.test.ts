import { beforeEach, describe, expect, test } from "vitest";

import { makeMemorySessionStore } from "../../../../runtime/adapters/memory/session-store.ts";
import { AppSessions } from "../../../../runtime/core/session/app-sessions.ts";
import type { SessionStore } from "../../../../runtime/core/session/session-store.ts";
import "../../session-types.ts";

const HOUR = 3_600_000;
let now: number;
let store: SessionStore;
let sessions: AppSessions;
let reports: unknown[];
beforeEach(() => {
  now = 0;
  reports = [];
  store = makeMemorySessionStore({ ttlMs: HOUR, now: () => now, maxSessions: 100, report: () => {} });
  sessions = makeSessions();
});

function makeSessions(rolling = false): AppSessions {
  return new AppSessions({ store, now: () => now, rolling, report: (error) => reports.push(error) });
}

/** The id of a session with these values, of the user 7. */
async function begun(values: { count?: number; theme?: string } = {}): Promise<string> {
  const id = await sessions.start(7);
  const session = await sessions.open(id);
  for (const [key, value] of Object.entries(values)) session.set(key, value);
  await session.finish();
  return id;
}

describe("values", () => {
  test("a request sees what it has set and deleted before it is saved", async () => {
    const session = await sessions.open(await begun({ theme: "dark" }));
    expect(session.get("theme")).toBe("dark");
    session.set("theme", "light");
    expect(session.get("theme")).toBe("light");
    session.delete("theme");
    expect([session.get("theme"), session.hasWork]).toEqual([undefined, true]);
  });

  test("what is deleted is gone for the next request, and the rest stays", async () => {
    const id = await begun({ theme: "dark", count: 1 });
    const session = await sessions.open(id);
    session.delete("theme");
    await session.save();
    const next = await sessions.open(id);
    expect([next.get("theme"), next.get("count")]).toEqual([undefined, 1]);
  });

  test("an update to nothing deletes", async () => {
    const id = await begun({ count: 1 });
    const session = await sessions.open(id);
    expect(await session.update("count", () => undefined as never)).toBeUndefined();
    expect((await sessions.open(id)).get("count")).toBeUndefined();
  });

  test("what is set again while it is saved is saved too", async () => {
    const id = await begun();
    const session = await sessions.open(id);
    session.set("count", 1);
    const saved = store.update;
    // The store takes its time, in which the handler goes on.
    store.update = async (...args) => {
      const result = await saved(...args);
      session.set("count", 2);
      store.update = saved;
      return result;
    };
    await session.save();
    expect([session.hasWork, (await sessions.open(id)).get("count")]).toEqual([true, 1]);
    await session.finish();
    expect((await sessions.open(id)).get("count")).toBe(2);
  });

  test("a value that was read as missing, and is there meanwhile, is a conflict", async () => {
    const id = await begun({ count: 1 });
    const [first, second] = [await sessions.open(id), await sessions.open(id)];
    for (const session of [first, second]) expect(session.get("theme")).toBeUndefined();
    first.set("theme", "dark");
    await first.finish();
    second.set("theme", "light");
    await expect(second.finish()).rejects.toMatchObject({ code: "session_conflict" });
    const [third, fourth] = [await sessions.open(id), await sessions.open(id)];
    expect([third.get("theme"), fourth.get("theme")]).toEqual(["dark", "dark"]);
    third.delete("theme");
    await third.finish();
    fourth.set("theme", "light");
    await expect(fourth.finish()).rejects.toMatchObject({ code: "session_conflict" });
  });
});

describe("a new id", () => {
  test("keeps who is signed in unless said, and the data", async () => {
    const id = await begun({ count: 1 });
    const session = await sessions.open(id);
    await session.regenerate();
    const cookie = await session.finish();
    expect(cookie).toMatchObject({ kind: "write", maxAgeMs: HOUR });
    const next = await sessions.open(cookie.kind === "write" ? cookie.id : "");
    expect([next.userId, next.get("count")]).toEqual([7, 1]);
    expect((await sessions.open(id)).id).toBeNull();
  });

  test("of no session and nobody is none; what was set is saved", async () => {
    const empty = sessions.blank();
    await empty.regenerate();
    await empty.regenerate({ userId: null });
    expect([empty.id, await empty.finish()]).toEqual([null, { kind: "keep" }]);
    const session = sessions.blank();
    session.set("count", 1);
    await session.regenerate();
    expect([session.id, session.get("count")]).toEqual([expect.any(String), 1]);
  });
});

describe("that a session is used is noted", () => {
  test("and lost without harm when it has ended meanwhile", async () => {
    const id = await begun();
    now += HOUR / 2;
    const session = await sessions.open(id);
    expect(session.hasWork).toBe(true);
    await (await sessions.open(id)).destroy();
    expect(await session.finish()).toEqual({ kind: "keep" });
    expect(reports).toEqual([]);
  });

  test("and told of when the store fails: nobody was promised it", async () => {
    const id = await begun();
    now += HOUR / 2;
    const session = await sessions.open(id);
    const failure = new Error("no store");
    store.update = () => Promise.reject(failure);
    expect(await session.finish()).toEqual({ kind: "keep" });
    expect(reports).toEqual([failure]);
  });

  test("rolling, the cookie lives as long", async () => {
    const id = await begun();
    now += HOUR / 2;
    const session = await makeSessions(true).open(id);
    expect(await session.finish()).toEqual({ kind: "write", id, maxAgeMs: HOUR });
  });
});
