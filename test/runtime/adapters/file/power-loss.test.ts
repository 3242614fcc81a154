import { execFileSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { makeFileSessionStore } from "../../../../runtime/adapters/file/session-store.ts";
import type { SessionStore } from "../../../../runtime/core/session/session-store.ts";
import { increment, key, life, TTL_MS } from "../session-conformance.ts";

let folder = "";
const mounted: string[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "mega-power-"))));
afterEach(() => {
  for (const place of mounted.splice(0)) execFileSync("umount", ["-l", place]);
  rmSync(folder, { recursive: true, force: true });
});

/** Whether this machine lets a test have a disk of its own. */
const canMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), "mega-power-"));
  try {
    makeDisk(join(place, "disk"));
    mount(join(place, "disk"), join(place, "mounted"));
    return true;
  } catch {
    return false;
  } finally {
    for (const each of mounted.splice(0)) execFileSync("umount", ["-l", each]);
    rmSync(place, { recursive: true, force: true });
  }
})();

function makeDisk(image: string): void {
  writeFileSync(image, "");
  truncateSync(image, 16 * 1024 * 1024);
  execFileSync("mkfs.ext4", ["-q", image], { stdio: "ignore" });
}

function mount(image: string, place: string): void {
  mkdirSync(place);
  execFileSync("mount", ["-o", "loop", image, place], { stdio: "ignore" });
  mounted.push(place);
}

async function connect(place: string): Promise<{ readonly store: SessionStore; readonly reports: readonly Error[] }> {
  const reports: Error[] = [];
  const dir = join(place, "sessions");
  const store = makeFileSessionStore({ dir, ttlMs: TTL_MS, now: () => 0, report: (error) => reports.push(error) });
  await store.connect();
  return { store, reports };
}

/** Writes down which files there are, and not what is in them. */
function commitNames(place: string): void {
  const file = openSync(join(place, "other"), "w");
  fsyncSync(file);
  closeSync(file);
}

test.skipIf(!canMount)(
  "after a loss of power every session is whole, however much of the disk was written",
  async () => {
    const disk = join(folder, "disk");
    makeDisk(disk);
    mount(disk, join(folder, "running"));
    const { store } = await connect(join(folder, "running"));
    for (let n = 0; n < 10; n += 1) await store.create(key(n), life(0, { n: String(n) }));
    for (let n = 0; n < 10; n += 2) await store.update(key(n), increment);
    commitNames(join(folder, "running"));
    // What has not reached the disk by now is lost.
    copyFileSync(disk, join(folder, "copy"));
    mount(join(folder, "copy"), join(folder, "again"));
    const after = await connect(join(folder, "again"));
    for (let n = 0; n < 10; n += 1) {
      const session = await after.store.read(key(n));
      expect(session?.values.get("n")).toBe(String(n % 2 === 0 ? n + 1 : n));
    }
    expect(after.reports).toEqual([]);
  },
);
