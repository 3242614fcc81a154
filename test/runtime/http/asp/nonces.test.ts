import * as fc from "fast-check";
import { expect, test } from "vitest";

import { bothNonces, makeCachedNonces, makeMemoryNonces } from "../../../../runtime/http/asp/nonces.ts";
import { makeMemoryCacheAdapter } from "../../../../runtime/adapters/memory/adapter.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { NOW, SECRET, serveAsp } from "./support.ts";

const DRIFT = 1000;
const clockAt = (time: number): { time: number; now: () => number } => {
  const clock = { time, now: () => clock.time };
  return clock;
};

test("a nonce is taken once", () => {
  const nonces = makeMemoryNonces({ clock: clockAt(NOW), driftMs: DRIFT });
  expect([nonces.take("a", NOW), nonces.take("a", NOW), nonces.take("b", NOW)]).toEqual([true, false, true]);
});

test("whatever the clock does, no request within reach is accepted twice", () => {
  const requests = fc.record({
    name: fc.integer({ min: 0, max: 20 }),
    move: fc.integer({ min: -5 * DRIFT, max: 5 * DRIFT }),
  });
  fc.assert(
    fc.property(
      fc.array(requests, { maxLength: 200 }),
      fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 21, maxLength: 21 }),
      (moves, offsets) => {
        const clock = clockAt(NOW);
        const nonces = makeMemoryNonces({ clock, driftMs: DRIFT });
        const accepted = new Set<number>();
        for (const { name, move } of moves) {
          clock.time += move;
          const timestamp = NOW + (offsets[name] ?? 0);
          if (Math.abs(clock.time - timestamp) > DRIFT) continue;
          const isFirst = nonces.take(String(name), timestamp);
          expect(isFirst && accepted.has(name)).toBe(false);
          if (isFirst === true) accepted.add(name);
        }
      },
    ),
  );
});

test("a clock that goes on accepts every new request", () => {
  const clock = clockAt(NOW);
  const nonces = makeMemoryNonces({ clock, driftMs: DRIFT });
  for (let count = 0; count < 2000; count++) {
    clock.time += 37;
    const timestamp = clock.time + (count % 3) * DRIFT - DRIFT;
    expect(nonces.take(String(count), timestamp)).toBe(true);
  }
});

test("full, it refuses rather than forget, and takes again once there is room", () => {
  const clock = clockAt(NOW);
  const nonces = makeMemoryNonces({ clock, driftMs: DRIFT, max: 3 });
  for (const nonce of ["a", "b", "c"]) expect(nonces.take(nonce, NOW)).toBe(true);
  expect(() => nonces.take("d", NOW)).toThrow("3 requests within 2000 ms are remembered");
  expect(nonces.take("a", NOW)).toBe(false);
  clock.time += 2 * DRIFT;
  expect(nonces.take("e", clock.time)).toBe(true);
  expect(nonces.take("a", NOW)).toBe(false);
});

test("a cache keeps a nonce for twice the drift, and processes may share it", async () => {
  const clock = clockAt(NOW);
  const { cache } = makeMemoryCacheAdapter({ maxEntries: 10_000, clock });
  const [one, two] = [makeCachedNonces(cache, DRIFT), makeCachedNonces(cache, DRIFT)];
  expect(await one.take("a", NOW + DRIFT)).toBe(true);
  clock.time += 2 * DRIFT;
  expect(await two.take("a", NOW + DRIFT)).toBe(false);
  clock.time += DRIFT + 1;
  expect(await cache.has("asp:a")).toBe(false);
});

test("of two stores each can refuse", async () => {
  const clock = clockAt(NOW);
  const { cache } = makeMemoryCacheAdapter({ clock, maxEntries: 2 });
  const nonces = bothNonces(makeMemoryNonces({ clock, driftMs: DRIFT }), makeCachedNonces(cache, DRIFT));
  for (const nonce of ["a", "b", "c"]) expect(await nonces.take(nonce, NOW)).toBe(true);
  // The cache has let go of it meanwhile.
  expect(await nonces.take("a", NOW)).toBe(false);
  await cache.set("asp:d", 1);
  expect(await nonces.take("d", NOW)).toBe(false);
});

const routes = { "api.ts": defineRoutes("/api", (route) => route.get("/hello", () => "hello")) };
const asp = { masterSecret: SECRET, http: { enabledPaths: ["/api/hello"], nonceCache: "nonces" } };

test("a nonce cache that is down is a 503 and a line in the log, never an accepted replay", async () => {
  await using app = await serveAsp({ routes, asp, config: { caches: { nonces: { driver: "memory" } } } });
  const message = await app.message("/api/hello");
  expect((await app.send(message)).status).toBe(200);
  const { cache } = app.runtime.caches["nonces"] as { cache: { setIfAbsent: unknown } };
  cache.setIfAbsent = () => Promise.reject(new Error("connection lost"));
  const outage = await app.send(await app.message("/api/hello"));
  expect(outage.status).toBe(503);
  expect(outage.body.toString()).not.toContain("connection lost");
  expect(app.log().at(-1)).toMatchObject({
    err: { message: expect.stringMatching(/replay.*connection lost/) as string },
  });
  expect((await app.send(message)).status).not.toBe(200);
});

test("a replay is refused although the memory cache has made room", async () => {
  const config = { caches: { nonces: { driver: "memory" as const, maxEntries: 1 } } };
  await using app = await serveAsp({ routes, asp, config });
  const message = await app.message("/api/hello");
  expect((await app.send(message)).status).toBe(200);
  expect((await app.send(await app.message("/api/hello"))).status).toBe(200);
  expect((await app.send(message)).status).toBe(400);
});
