import { expect, test, vi } from "vitest";

import { MegaHealth } from "../../../runtime/observe/health.ts";

test("ready without checks", async () => {
  expect(await new MegaHealth().ready()).toEqual({ ok: true, checks: {} });
});

test("one failed check makes it not ready; throwing is failing", async () => {
  const health = new MegaHealth();
  health.register("good", () => ({ ok: true, rows: 3 }));
  health.register("bad", async () => {
    throw new Error("down");
  });
  expect(await health.ready()).toEqual({
    ok: false,
    checks: { good: { ok: true, rows: 3 }, bad: { ok: false, error: "down" } },
  });
  health.unregister("bad");
  expect((await health.ready()).ok).toBe(true);
});

test("a check that hangs has failed when its time is over, and is told to stop", async () => {
  vi.useFakeTimers();
  try {
    const health = new MegaHealth();
    let isAborted = false;
    health.register("hangs", (signal) => {
      signal.addEventListener("abort", () => (isAborted = true));
      return new Promise(() => {});
    });
    const report = health.ready(50);
    await vi.advanceTimersByTimeAsync(50);
    expect(await report).toEqual({ ok: false, checks: { hangs: { ok: false, error: "no answer within 50 ms" } } });
    expect(isAborted).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test("checks run side by side", async () => {
  const health = new MegaHealth();
  let open = 0;
  let release = (): void => {};
  const both = new Promise<void>((resolve) => (release = resolve));
  const check = async (): Promise<{ ok: boolean }> => {
    if (++open === 2) release();
    await both;
    return { ok: true };
  };
  health.register("a", check);
  health.register("b", check);
  expect((await health.ready()).ok).toBe(true);
});

test("closing is not ready, and a name is taken once", async () => {
  const health = new MegaHealth();
  health.close();
  expect((await health.ready()).ok).toBe(false);
  health.register("a", () => ({ ok: true }));
  expect(() => health.register("a", () => ({ ok: true }))).toThrowError("`a`");
});
