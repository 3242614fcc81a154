import {
  isSameUser,
  type ListedSession,
  type SessionKey,
  type SessionStore,
  type SessionStoreOptions,
  type StoredSession,
} from "../../core/session/session-store.ts";
import type { UserId } from "../../core/registry.ts";
import { STALE_MS } from "./lock.ts";
import { SessionFiles } from "./session-files.ts";

export interface FileSessionStoreOptions extends SessionStoreOptions {
  /** Absolute. */
  readonly dir: string;
  /** How often what has expired is removed, in milliseconds; 0, which is never, unless said. */
  readonly cleanupIntervalMs?: number | undefined;
}

/** The session store of `{ driver: "file" }`: a file for each session, written beside and renamed, under a lock of its own. */
export function makeFileSessionStore(options: FileSessionStoreOptions): SessionStore {
  const { dir, ttlMs, now, report, cleanupIntervalMs = 0 } = options;
  const files = new SessionFiles(dir, report);
  const isLiving = (session: StoredSession | null): session is StoredSession => {
    return session !== null && session.expiresAt > now();
  };
  const read = async (key: SessionKey): Promise<StoredSession | null> => {
    const session = await files.read(key);
    return isLiving(session) ? session : null;
  };
  const destroy = (key: SessionKey): Promise<boolean> => files.alone(key, () => files.remove(key));
  let timer: NodeJS.Timeout | undefined;
  const store: SessionStore = {
    driver: "file",
    ttlMs,
    connect: async () => {
      await files.open();
      if (cleanupIntervalMs > 0)
        timer ??= setInterval(() => void store.cleanup().catch(report), cleanupIntervalMs).unref();
    },
    close: async () => {
      clearInterval(timer);
      timer = undefined;
    },
    check: async () => {
      await files.open();
      return { ok: true };
    },
    read,
    create: (key, session) => files.write(key, session),
    update: (key, change, newKey = key) =>
      files.alone(key, async (check) => {
        const current = await read(key);
        if (current === null) return null;
        const changed = change(current);
        if (changed === current && newKey === key) return current;
        await check();
        await files.write(newKey, changed);
        if (newKey !== key) await files.remove(key);
        return changed;
      }),
    destroy,
    list: async (userId) => (await findUser({ files, read }, userId)).found,
    revoke: async (userId, except) => {
      let revoked = 0;
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        let { found, hasMoved } = await findUser({ files, read }, userId);
        for (const { key } of found) {
          if (key === except) continue;
          if (await destroy(key)) revoked += 1;
          else hasMoved = true;
        }
        if (!hasMoved) break;
      }
      return revoked;
    },
    cleanup: () => cleanUp(files, isLiving, ttlMs),
  };
  return store;
}

/** How often a user's sessions are looked for again, because one of the folder has gone meanwhile. */
const MAX_ROUNDS = 20;

interface Reading {
  readonly files: SessionFiles;
  readonly read: (key: SessionKey) => Promise<StoredSession | null>;
}

/** `hasMoved`: a file went away meanwhile; its session may go on under a new key that was not seen. */
async function findUser(
  { files, read }: Reading,
  userId: UserId,
): Promise<{ readonly found: readonly ListedSession[]; readonly hasMoved: boolean }> {
  const found: ListedSession[] = [];
  const keys = await files.keys();
  for (const key of keys) {
    const session = await read(key);
    if (session !== null && isSameUser(session, userId)) found.push({ key, session });
  }
  const left = new Set(await files.keys());
  return { found, hasMoved: keys.some((key) => !left.has(key)) };
}

async function cleanUp(
  files: SessionFiles,
  isLiving: (session: StoredSession | null) => boolean,
  ttlMs: number,
): Promise<number> {
  let removed = 0;
  const isOver = async (key: SessionKey): Promise<boolean> => {
    const session = await files.read(key);
    // What is broken stays for as long as a session, for people to look at.
    return session === null ? (await files.ageOf(key)) > ttlMs : !isLiving(session);
  };
  for (const key of await files.keys()) {
    if (!(await isOver(key))) continue;
    // It may have been made to last meanwhile.
    await files.alone(key, async () => {
      if ((await isOver(key)) && (await files.remove(key))) removed += 1;
    });
  }
  await files.removeRemains(2 * STALE_MS);
  return removed;
}
