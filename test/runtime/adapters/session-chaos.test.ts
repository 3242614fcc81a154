import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { SessionStoreConfig } from "../../../runtime/config/parts/session.ts";
import type { SessionStore } from "../../../runtime/core/session/session-store.ts";
import { createSessionStore } from "../../../runtime/sessions.ts";
import { key } from "./session-conformance.ts";

const script = fileURLToPath(new URL("support/write-sessions.mjs", import.meta.url));
const root = process.cwd();
const ttlMs = 3_600_000;
let folder = "";
let reports: Error[] = [];
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mega-chaos-"));
  reports = [];
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const stores: Readonly<Record<string, () => SessionStoreConfig>> = {
  file: () => ({ driver: "file", dir: join(folder, "sessions") }),
  sqlite: () => ({ driver: "sqlite", file: join(folder, "sessions.db") }),
};

async function connect(config: SessionStoreConfig): Promise<SessionStore> {
  const store = createSessionStore(config, { ttlMs, root, report: (error) => void reports.push(error) });
  await store.connect();
  return store;
}

/** Starts a writer and gives what it has said so far. */
function write(config: SessionStoreConfig, options: { readonly id: number; readonly times?: number }) {
  const input = JSON.stringify({ config: { ...config, root }, ttlMs, ...options });
  const child = spawn(process.execPath, [script, input], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const saved = (): number[] => [...said.matchAll(/^saved (\d+)$/gm)].map(([, n]) => Number(n));
  const hasSaved = async (times: number): Promise<void> => {
    while (saved().length < times) await once(child.stdout, "data");
  };
  return { child, saved, hasSaved, said: () => said, ended: once(child, "close") };
}

describe.each(Object.entries(stores))("%s", (_name, configOf) => {
  test("killed at any moment, every session is whole or absent, and what was said to be saved is there", async () => {
    const config = configOf();
    const store = await connect(config);
    const now = Date.now();
    const times = { createdAt: now, lastSeenAt: now, expiresAt: now + ttlMs };
    await store.create(key("shared"), { userId: 0, values: new Map(), ...times });
    let highest = 0;
    for (let round = 0; round < 8; round += 1) {
      const writers = [write(config, { id: 1 }), write(config, { id: 2 })];
      // Killed in the middle of writing: after a number of saves that differs from round to round.
      await Promise.all(writers.map(({ hasSaved }) => hasSaved(3 * round + 1)));
      for (const { child } of writers) child.kill("SIGKILL");
      await Promise.all(writers.map(({ ended }) => ended));
      for (const { said } of writers) expect(said()).not.toContain("broken");
      highest = Math.max(highest, ...writers.flatMap(({ saved }) => saved()));
      for (const name of ["shared", ...Array.from({ length: 10 }, (_, n) => [`mine ${n}`, `moved ${n}`]).flat()]) {
        const session = await store.read(key(name));
        if (session !== null) expect(session.values.get("again")).toBe(session.values.get("n"));
      }
      expect(Number((await store.read(key("shared")))?.values.get("n"))).toBeGreaterThanOrEqual(highest);
      expect(await store.update(key("shared"), (current) => current)).not.toBeNull();
    }
    expect(reports).toEqual([]);
    await store.close();
  });

  test("three processes that change one session lose nothing", async () => {
    const config = configOf();
    const store = await connect(config);
    const now = Date.now();
    const times = { createdAt: now, lastSeenAt: now, expiresAt: now + ttlMs };
    await store.create(key("shared"), { userId: 0, values: new Map(), ...times });
    const writers = [1, 2, 3].map((id) => write(config, { id, times: 100 }));
    await Promise.all(writers.map(({ ended }) => ended));
    const saved = writers.flatMap((writer) => writer.saved()).toSorted((a, b) => a - b);
    expect(saved).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect((await store.read(key("shared")))?.values.get("n")).toBe("300");
    if (config.driver === "file") expect(readdirSync(join(folder, "sessions"))).toEqual([`${key("shared")}.json`]);
    await store.close();
  });
});
