import { describe, expect, test } from "vitest";

import type { BootOptions } from "../../../../runtime/boot.ts";
import type { RateLimitSettings } from "../../../../runtime/config/parts/security.ts";
import {
  makeMemoryCounters,
  makeSharedCounters,
  MAX_CLIENTS,
} from "../../../../runtime/http/security/rate-counters.ts";
import { millisecondsOf } from "../../../../runtime/http/security/rate-limit.ts";
import { networkOf } from "../../../../runtime/http/security/client-network.ts";
import { defineRoutes } from "../../../../runtime/http/routes/define-routes.ts";
import { DEFAULT_RATE_LIMIT, type AppConfig } from "../../../../runtime/index.ts";
import { serve, type ProjectParts, type Served } from "../serve.ts";

const routes = defineRoutes("/", (route) => {
  route.get("/", () => 1);
  route.post("/", () => 1);
  route.get("/few", { rateLimit: { max: 2, timeWindow: "1 hour" } }, () => 1);
  route.get("/other", { rateLimit: { max: 2, timeWindow: 1000 } }, () => 1);
  route.get("/free", { rateLimit: false }, () => 1);
});

interface Asked {
  readonly app: Served;
  readonly clock: { now: () => number; at: number };
  readonly ask: (url: string, from?: string, headers?: Record<string, string>) => Promise<Answer>;
}

type Answer = Readonly<Record<"status" | "limit" | "remaining" | "reset" | "after" | "code", unknown>>;

async function start(app: AppConfig = {}, parts: Partial<ProjectParts> = {}, options: Partial<BootOptions> = {}) {
  const clock = { at: 1_000_000, now: (): number => clock.at };
  const served = await serve({ app, routes: { "all.ts": routes }, ...parts }, { clock, ...options });
  const ask: Asked["ask"] = async (url, remoteAddress = "192.0.2.1", headers = {}) => {
    const { statusCode: status, headers: got, body } = await served.inject({ url, remoteAddress, headers });
    return {
      status,
      limit: got["ratelimit-limit"],
      remaining: got["ratelimit-remaining"],
      reset: got["ratelimit-reset"],
      after: got["retry-after"],
      code: body.startsWith("{") ? (JSON.parse(body) as { error?: { code?: string } }).error?.code : undefined,
    };
  };
  return { app: served, clock, ask, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() };
}

test("the default is 1000 requests a minute for an address, and nobody can change it", async () => {
  expect(DEFAULT_RATE_LIMIT).toEqual({ max: 1000, timeWindow: "1 minute" });
  expect(Object.isFrozen(DEFAULT_RATE_LIMIT)).toBe(true);
  await using it = await start();
  expect(await it.ask("/")).toEqual({ status: 200, limit: "1000", remaining: "999", reset: "60", after: undefined });
  for (let sent = 1; sent < 999; sent++) await it.app.inject({ url: "/", remoteAddress: "192.0.2.1" });
  it.clock.at += 18_500;
  expect(await it.ask("/")).toMatchObject({ status: 200, remaining: "0", reset: "42" });
  const refused = { status: 429, limit: "1000", remaining: "0", reset: "42", after: "42", code: "too_many_requests" };
  expect(await it.ask("/")).toEqual(refused);
  expect(await it.ask("/")).toEqual(refused);
  expect(await it.ask("/", "192.0.2.2")).toMatchObject({ status: 200, remaining: "999" });
  it.clock.at += 41_499;
  expect(await it.ask("/")).toMatchObject({ status: 429, after: "1" });
  it.clock.at += 1;
  expect(await it.ask("/")).toMatchObject({ status: 200, remaining: "999", reset: "60" });
});

test("a refusal is a failure like every other: envelope, problem or page", async () => {
  await using it = await start({ rateLimit: { max: 1, timeWindow: "1 minute" } });
  await it.ask("/");
  const answer = async (accept: string) => it.app.inject({ url: "/", headers: { accept }, remoteAddress: "192.0.2.1" });
  expect((await answer("application/json")).json().error).toEqual({
    code: "too_many_requests",
    message: "1 requests in 1 minute are allowed; the next one is in 60 s.",
  });
  expect((await answer("application/problem+json")).json()).toMatchObject({ status: 429, code: "too_many_requests" });
  const page = await answer("text/html");
  expect([page.statusCode, page.headers["content-type"], page.headers["x-content-type-options"]]).toEqual([
    429,
    "text/html; charset=utf-8",
    "nosniff",
  ]);
});

test("everything counts, also what is not there, and a refused body is not read", async () => {
  await using it = await start({ rateLimit: { max: 3, timeWindow: "1 minute" } });
  expect(await it.ask("/missing")).toMatchObject({ status: 404, remaining: "2" });
  const post = () =>
    it.app.inject({ method: "POST", url: "/", payload: { a: "x".repeat(2_000_000) }, remoteAddress: "192.0.2.1" });
  expect((await post()).statusCode).toBe(413);
  expect((await it.app.inject({ method: "OPTIONS", url: "/", remoteAddress: "192.0.2.1" })).statusCode).toBe(204);
  expect((await post()).statusCode).toBe(429);
});

test("a route's limit counts apart and replaces the app's", async () => {
  await using it = await start({ rateLimit: { max: 1, timeWindow: "1 minute" } });
  expect(await it.ask("/few")).toMatchObject({ status: 200, limit: "2", remaining: "1", reset: "3600" });
  expect(await it.ask("/other")).toMatchObject({ status: 200, limit: "2", remaining: "1", reset: "1" });
  expect(
    (await it.app.inject({ method: "HEAD", url: "/few", remoteAddress: "192.0.2.1" })).headers["ratelimit-remaining"],
  ).toBe("0");
  expect(await it.ask("/few")).toMatchObject({ status: 429, after: "3600" });
  expect(await it.ask("/other")).toMatchObject({ status: 200 });
  expect(await it.ask("/")).toMatchObject({ status: 200, limit: "1" });
  expect(await it.ask("/")).toMatchObject({ status: 429 });
  for (let sent = 0; sent < 5; sent++) expect(await it.ask("/free")).toMatchObject({ status: 200, limit: undefined });
  for (let sent = 0; sent < 5; sent++)
    expect(await it.ask("/health/live")).toMatchObject({ status: 200, limit: undefined });
});

test("false turns it off", async () => {
  await using it = await start({ rateLimit: false });
  expect(await it.ask("/")).toMatchObject({ status: 200, limit: undefined, remaining: undefined, reset: undefined });
  expect(await it.ask("/few")).toMatchObject({ limit: "2" });
});

test("nobody gets a new count by a header; the proxy that is trusted names the address", async () => {
  await using it = await start({ rateLimit: { max: 2, timeWindow: "1 minute" } });
  const forged = (address: string) => ({
    "x-forwarded-for": address,
    "x-real-ip": address,
    forwarded: `for=${address}`,
  });
  expect(await it.ask("/", "192.0.2.1", forged("198.51.100.1"))).toMatchObject({ remaining: "1" });
  expect(await it.ask("/", "192.0.2.1", forged("198.51.100.2"))).toMatchObject({ remaining: "0" });
  expect(await it.ask("/", "192.0.2.1", forged("198.51.100.3"))).toMatchObject({ status: 429 });
  const config = { name: "test", logger: { level: "silent" }, server: { trustProxy: ["10.0.0.0/8"] } } as const;
  await using behind = await start({ rateLimit: { max: 1, timeWindow: "1 minute" } }, { config });
  const via = (address: string) => ({ "x-forwarded-for": address });
  expect(await behind.ask("/", "10.0.0.1", via("198.51.100.1"))).toMatchObject({ status: 200 });
  expect(await behind.ask("/", "10.0.0.1", via("203.0.113.7, 198.51.100.1"))).toMatchObject({ status: 429 });
  expect(await behind.ask("/", "10.0.0.1", via("198.51.100.2"))).toMatchObject({ status: 200 });
  expect(await behind.ask("/", "192.0.2.9", via("198.51.100.3"))).toMatchObject({ status: 200 });
  expect(await behind.ask("/", "192.0.2.9", via("198.51.100.4"))).toMatchObject({ status: 429 });
});

test("the log hears of a flood once a window, and of a proxy that nobody named", async () => {
  const lines: string[] = [];
  const logStream = { write: (line: string) => lines.push(line), isTTY: false } as never;
  const config = { name: "test", logger: { level: "warn" } } as const;
  await using it = await start({ rateLimit: { max: 1, timeWindow: "1 minute" } }, { config }, { logStream });
  for (let sent = 0; sent < 4; sent++) await it.ask("/", "192.0.2.1", { "x-forwarded-for": "198.51.100.1" });
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    msg: "192.0.2.1 has sent 1 requests in 1 minute",
    address: "192.0.2.1",
    hint: expect.stringContaining("server.trustProxy"),
  });
});

describe("config", () => {
  test.each<[number | string, number]>([
    [1, 1],
    [90_000, 90_000],
    ["500ms", 500],
    ["20 milliseconds", 20],
    ["1 s", 1000],
    ["30 seconds", 30_000],
    ["1 minute", 60_000],
    ["5 min", 300_000],
    ["2h", 7_200_000],
    ["1 hour", 3_600_000],
    ["7 days", 604_800_000],
  ])("a window of %j is %d ms", async (timeWindow, ms) => {
    expect(millisecondsOf(timeWindow)).toBe(ms);
    await using it = await start({ rateLimit: { max: 5, timeWindow } });
    expect(await it.ask("/")).toMatchObject({ reset: String(Math.ceil(ms / 1000)) });
  });

  test.each<RateLimitSettings>([
    { max: 0, timeWindow: "1 minute" },
    { max: 1.5, timeWindow: "1 minute" },
    { max: 1, timeWindow: 0 },
    { max: 1, timeWindow: "a while" },
    { max: 1, timeWindow: "0 minutes" },
    { max: 1, timeWindow: "1 month" },
    { max: 1 } as never,
    { max: 1, timeWindow: "1 minute", burst: 3 } as never,
  ])("%j is refused when the app starts", async (rateLimit) => {
    await expect(start({ rateLimit })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining("rateLimit"),
    });
  });
});

describe("who counts as one", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", "2001:db8:0:0::"],
    ["2001:db8::ffff:1", "2001:db8:0:0::"],
    ["2001:DB8:0:0:aaaa::1", "2001:db8:0:0::"],
    ["2001:0db8:0000:0000:1:2:3:4", "2001:db8:0:0::"],
    ["2001:db8:0:1::1", "2001:db8:0:1::"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"],
    ["::1", "0:0:0:0::"],
    ["::", "0:0:0:0::"],
    ["fe80::1%eth0", "fe80:0:0:0::"],
    ["64:ff9b::192.0.2.1", "64:ff9b:0:0::"],
    ["1::2:3:4:5:6:192.0.2.1", "1:2:3:4::"],
    ["", ""],
    ["unknown", "unknown"],
  ])("%s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test("a network of IPv6 is one client, however many addresses it has", async () => {
    await using it = await start({ rateLimit: { max: 2, timeWindow: "1 minute" } });
    expect(await it.ask("/", "2001:db8::1")).toMatchObject({ remaining: "1" });
    expect(await it.ask("/", "2001:db8::2:3")).toMatchObject({ remaining: "0" });
    expect(await it.ask("/", "2001:db8:0:1::1")).toMatchObject({ remaining: "1" });
  });

  test("garbage is short and no two are confused with an address", () => {
    expect(networkOf("x".repeat(16_000)).length).toBeLessThan(50);
    expect(networkOf(":".repeat(16_000)).length).toBeLessThan(50);
    expect(networkOf("a:".repeat(8_000)).length).toBeLessThan(50);
  });
});

describe("counts in memory", () => {
  test("what is remembered has an end, and the busy are not forgotten first", () => {
    const counters = makeMemoryCounters({ now: () => 0 });
    const hit = (client: string) => counters.hit(client, 1000);
    hit("busy");
    for (let client = 0; client < MAX_CLIENTS * 2; client++) {
      hit(`client ${client}`);
      if (client % 1000 === 0) hit("busy");
    }
    expect(hit("busy")).toMatchObject({ count: 102 });
    expect(hit("client 0")).toMatchObject({ count: 1 });
  });

  test("a clock that is set back opens a new window instead of a longer one", () => {
    const clock = { at: 100_000, now: (): number => clock.at };
    const counters = makeMemoryCounters(clock);
    expect(counters.hit("a", 1000)).toMatchObject({ count: 1, endsAt: 101_000 });
    clock.at = 50_000;
    expect(counters.hit("a", 1000)).toMatchObject({ count: 1, endsAt: 51_000 });
  });
});

describe("counts in caches.rate", () => {
  const config = { name: "test", logger: { level: "silent" }, caches: { rate: { driver: "memory" } } } as const;

  test("are there when the project has that cache, and say the same", async () => {
    await using it = await start({ rateLimit: { max: 2, timeWindow: "1 minute" } }, { config });
    // 1,000,000 ms is 40 s into a minute of the clock.
    expect(await it.ask("/")).toMatchObject({ status: 200, limit: "2", remaining: "1", reset: "20" });
    expect(await it.app.runtime.caches["rate"]?.cache.get("rate:main:16:192.0.2.1")).toBe(1);
    expect(await it.ask("/")).toMatchObject({ status: 200, remaining: "0" });
    expect(await it.ask("/")).toMatchObject({ status: 429, after: "20", code: "too_many_requests" });
    expect(await it.ask("/few")).toMatchObject({ status: 200, remaining: "1" });
    it.clock.at += 20_000;
    expect(await it.ask("/")).toMatchObject({ status: 200, remaining: "1", reset: "60" });
  });

  test("two processes count together", async () => {
    const clock = { now: () => 0 };
    const sums = new Map<string, number>();
    const cache = {
      increment: async (key: string) => {
        sums.set(key, (sums.get(key) ?? 0) + 1);
        return sums.get(key) ?? 0;
      },
    } as never;
    const [one, other] = [1, 2].map(() => makeSharedCounters({ cache, app: "main", clock, log: null }));
    const hits = Array.from({ length: 50 }, async (_, n) => (n % 2 ? one : other)?.hit("a", 1000));
    const counts = await Promise.all(hits);
    expect(counts.map((count) => count?.count).toSorted((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, n) => n + 1),
    );
  });

  test("while the store is down, requests pass, and it is said once in a while", async () => {
    const clock = { at: 0, now: (): number => clock.at };
    let asked = 0;
    const warnings: unknown[] = [];
    const cache = { increment: () => (asked++, Promise.reject(new Error("down"))) } as never;
    const log = { warn: (...said: unknown[]) => warnings.push(said) } as never;
    const counters = makeSharedCounters({ cache, app: "main", clock, log });
    expect(await Promise.all(Array.from({ length: 10 }, () => counters.hit("a", 1000)))).toEqual(Array(10).fill(null));
    expect([asked, warnings.length]).toEqual([10, 1]);
    clock.at = 4999;
    expect(await counters.hit("a", 1000)).toBeNull();
    expect([asked, warnings.length]).toEqual([10, 1]);
    clock.at = 5000;
    expect(await counters.hit("a", 1000)).toBeNull();
    expect([asked, warnings.length]).toEqual([11, 2]);
  });

  test("a store that never answers is not waited for", async () => {
    const cache = { increment: () => new Promise(() => {}) } as never;
    const counters = makeSharedCounters({ cache, app: "main", clock: { now: () => 0 }, log: null });
    expect(await counters.hit("a", 1000)).toBeNull();
  });
});
