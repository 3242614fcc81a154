import { execFileSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { makeFileSessionStore } from "../../../../runtime/adapters/file/session-store.ts";
import type { SessionStore } from "../../../../runtime/core/session/session-store.ts";
import { describeSessionStore, increment, key, life, TTL_MS } from "../session-conformance.ts";

let folder = "";
let dir = "";
let reports: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mega sessions 한글 "));
  dir = join(folder, "data/sessions");
  reports = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeSessionStore("file", async () => ({
  isShared: true,
  make: (options) => makeFileSessionStore({ ttlMs: TTL_MS, dir, ...options }),
}));

async function connect(options: Partial<Parameters<typeof makeFileSessionStore>[0]> = {}): Promise<SessionStore> {
  const report = ({ message }: Error): void => void reports.push(message);
  const store = makeFileSessionStore({ ttlMs: TTL_MS, dir, now: () => 0, report, ...options });
  await store.connect();
  return store;
}

test("one file for each session, for its owner alone, and nothing else", async () => {
  const store = await connect();
  expect(readdirSync(dir)).toEqual([]);
  await store.create(key(1), life(0));
  await store.create(key(2), life(0));
  await store.update(key(1), increment);
  expect(readdirSync(dir)).toEqual([`${key(1)}.json`, `${key(2)}.json`].toSorted());
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, `${key(1)}.json`)).mode & 0o777).toBe(0o600);
});

test("a torn file, and any other bytes, read as missing and are reported", async () => {
  const store = await connect();
  await store.create(key(1), life(0, { n: "1" }));
  const path = join(dir, `${key(1)}.json`);
  const whole = readFileSync(path);
  const broken = [
    ...Array.from({ length: whole.length }, (_, end) => whole.subarray(0, end)),
    Buffer.alloc(100),
    "{}",
    "[]",
    "null",
  ];
  for (const bytes of broken) {
    writeFileSync(path, bytes);
    expect(await store.read(key(1))).toBeNull();
    expect(await store.update(key(1), increment)).toBeNull();
  }
  expect(reports).toHaveLength(2 * broken.length);
  expect(reports[0]).toContain(path);
  expect(await store.list(7)).toEqual([]);
  await store.create(key(1), life(0, { n: "5" }));
  expect((await store.read(key(1)))?.values.get("n")).toBe("5");
});

test("the cleanup removes what has expired, what is long broken and what a killed process left, and nothing else", async () => {
  const clock = { now: 0 };
  const store = await connect({ now: () => clock.now });
  await store.create(key(1), life(0));
  await store.create(key(2), life(10));
  const old = new Date(Date.now() - 3_600_000);
  const leave = (name: string): void => {
    writeFileSync(join(dir, name), "x");
    utimesSync(join(dir, name), old, old);
  };
  for (const name of [`${key(3)}.json`, `${key(4)}.lock`, `${key(4)}.00000000-0000-0000-0000-000000000000.tmp`])
    leave(name);
  for (const name of ["notes.txt", "short.json", `${key(5)}.json.bak`]) leave(name);
  writeFileSync(join(dir, `${key(6)}.json`), "fresh and broken");
  clock.now = TTL_MS;
  expect(await store.cleanup()).toBe(2);
  const left = [`${key(2)}.json`, `${key(5)}.json.bak`, `${key(6)}.json`, "notes.txt", "short.json"];
  expect(readdirSync(dir)).toEqual(left.toSorted());
});

test("the timer cleans by itself, keeps no process alive, and ends with the store", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const clock = { now: 0 };
    const store = await connect({ now: () => clock.now, cleanupIntervalMs: 1000 });
    await store.connect();
    await store.create(key(1), life(0));
    clock.now = TTL_MS;
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1000);
    await vi.waitFor(() => expect(readdirSync(dir)).toEqual([]));
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
    await (await connect()).close();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("a lock whose process was killed is taken away at once", async () => {
  const store = await connect();
  await store.create(key(1), life(0, { n: "0" }));
  // A process that has ended for sure.
  const pid = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
  for (const name of [`${key(1)}.lock`, `${key(1)}.lock.x`]) symlinkSync(`${pid} ${hostname()} id`, join(dir, name));
  const started = performance.now();
  const updates = Array.from({ length: 20 }, () => store.update(key(1), increment));
  await Promise.all(updates);
  expect(performance.now() - started).toBeLessThan(4000);
  expect((await store.read(key(1)))?.values.get("n")).toBe("20");
  expect(readdirSync(dir)).toEqual([`${key(1)}.json`]);
});

test("a lock that is held is waited for, and then said", { timeout: 20_000 }, async () => {
  const store = await connect();
  await store.create(key(1), life(0));
  symlinkSync(`${process.pid} ${hostname()} id`, join(dir, `${key(1)}.lock`));
  await expect(store.update(key(1), increment)).rejects.toMatchObject({
    code: "session_store_unreachable",
    status: 503,
  });
  expect(readdirSync(dir)).toContain(`${key(1)}.lock`);
});

test("links are not followed: nothing outside of the folder changes", async () => {
  const store = await connect();
  const outside = join(folder, "outside.json");
  writeFileSync(outside, "mine");
  symlinkSync(outside, join(dir, `${key(1)}.json`));
  expect(await store.read(key(1))).toBeNull();
  await store.create(key(1), life(0));
  await store.destroy(key(1));
  symlinkSync(outside, join(dir, `${key(2)}.json`));
  await store.destroy(key(2));
  expect(readFileSync(outside, "utf8")).toBe("mine");
});

test("a folder that has gone is no empty store", async () => {
  const store = await connect();
  await store.create(key(1), life(0));
  rmSync(dir, { recursive: true });
  const unreachable = { code: "session_store_unreachable", status: 503 };
  await expect(store.read(key(1))).rejects.toMatchObject(unreachable);
  await expect(store.create(key(2), life(0))).rejects.toMatchObject(unreachable);
  await expect(store.update(key(1), increment)).rejects.toMatchObject(unreachable);
  await expect(store.destroy(key(1))).rejects.toMatchObject(unreachable);
  await expect(store.list(1)).rejects.toMatchObject(unreachable);
});

const canMount = process.getuid?.() === 0;

test.skipIf(!canMount)("a full disk and a read-only one are said, and the old state stays", async () => {
  dir = join(folder, "disk");
  execFileSync("mkdir", [dir]);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", dir]);
  try {
    const store = await connect();
    await store.create(key(1), life(0, { n: "1" }));
    const unreachable = { code: "session_store_unreachable", status: 503 };
    execFileSync("sh", ["-c", `head -c 100000 /dev/zero > "${dir}/fill" || true`], { stdio: "ignore" });
    await expect(store.create(key(2), life(0))).rejects.toMatchObject(unreachable);
    await expect(store.update(key(1), increment)).rejects.toMatchObject(unreachable);
    expect((await store.read(key(1)))?.values.get("n")).toBe("1");
    expect(readdirSync(dir)).toEqual([`${key(1)}.json`, "fill"].toSorted());
    expect(await store.destroy(key(1))).toBe(true);
    execFileSync("rm", [join(dir, "fill")]);
    await store.create(key(1), life(0, { n: "1" }));
    execFileSync("mount", ["-o", "remount,ro", dir]);
    await expect(store.update(key(1), increment)).rejects.toMatchObject(unreachable);
    await expect(store.destroy(key(1))).rejects.toMatchObject(unreachable);
    expect((await store.read(key(1)))?.values.get("n")).toBe("1");
    await expect(store.check()).rejects.toMatchObject(unreachable);
  } finally {
    execFileSync("umount", [dir]);
  }
});
