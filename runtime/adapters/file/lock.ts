import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that a process holds: a file that only one can create. */
export interface FileLock {
  /** False when it was taken away, because it was held for longer than `STALE_MS`. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** A lock that is older than this is nobody's: it is held for milliseconds. */
export const STALE_MS = 30_000;

const PATIENCE_MS = 5000;

/**
 * Takes the lock, waiting up to 5 s for whoever holds it. One whose process has ended is taken away at once (ADR-14).
 * @throws Error when it is held for longer, or cannot be created
 */
export async function takeLock(path: string): Promise<FileLock> {
  const owner = `${process.pid} ${hostname()} ${randomUUID()}`;
  for (const stopAt = performance.now() + PATIENCE_MS; ; await sleep(1 + Math.random() * 10)) {
    if (await create(path, owner)) return lockOf(path, owner);
    const holder = await ownerOf(path);
    if (holder !== null && (await isStale(path, holder))) await takeAway(path, holder);
    else if (performance.now() > stopAt) throw new Error(`${path} is held by process ${holder ?? "unknown"}`);
  }
}

function lockOf(path: string, owner: string): FileLock {
  const isHeld = async (): Promise<boolean> => {
    const holder = await ownerOf(path);
    // On a full disk the lock has no owner written into it.
    return holder === owner || holder === "";
  };
  return {
    isHeld,
    release: async () => {
      if (await isHeld()) await rm(path, { force: true });
    },
  };
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(owner);
    } catch {
      // The disk is full. The file is there, which is what locks; its age says when it is stale.
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** What the holder has written; null when nobody holds it. */
async function ownerOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isStale(path: string, holder: string): Promise<boolean> {
  const [pid, host] = holder.split(" ");
  if (host === hostname() && !isAlive(Number(pid))) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Under a lock of its own: of two that find it stale, the second one would take away the next holder's. */
async function takeAway(path: string, holder: string): Promise<void> {
  const lock = await takeLock(`${path}.x`);
  try {
    if ((await ownerOf(path)) === holder) await rm(path, { force: true });
  } finally {
    await lock.release();
  }
}
