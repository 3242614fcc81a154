import { randomUUID } from "node:crypto";
import { lstat, readlink, rm, symlink } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that a process holds. */
export interface FileLock {
  /** False when it was taken away, because it was held for longer than `STALE_MS`. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/** A lock that is older than this is nobody's: it is held for milliseconds. */
export const STALE_MS = 30_000;

const PATIENCE_MS = 5000;

/**
 * Takes the lock, waiting up to 5 s for whoever holds it. One whose process has ended is taken away at once (ADR-17).
 *
 * It is a symbolic link that leads nowhere: what it points to says who holds it. It is there with that text or not at all,
 * whenever a process is killed, and a full disk has room for it.
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
  const isHeld = async (): Promise<boolean> => (await ownerOf(path)) === owner;
  return {
    isHeld,
    release: async () => {
      if (await isHeld()) await rm(path, { force: true });
    },
  };
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    await symlink(owner, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when nobody holds it. */
async function ownerOf(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    // Something else of that name, which only its age takes away.
    if (code === "EINVAL") return "";
    throw error;
  }
}

async function isStale(path: string, holder: string): Promise<boolean> {
  const [pid, host] = holder.split(" ");
  if (host === hostname() && !isAlive(Number(pid))) return true;
  try {
    return Date.now() - (await lstat(path)).mtimeMs > STALE_MS;
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
