import { randomUUID } from "node:crypto";
import { lstat, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

import { MegaError } from "../../core/errors/errors.ts";
import type { SessionKey, StoredSession } from "../../core/session/session-store.ts";
import { readSession, writeSession } from "../../core/session/session-text.ts";
import { takeLock } from "./lock.ts";

/** The files of a folder of sessions: `<key>.json`. Nothing else in it, and nothing outside, is touched. */
export class SessionFiles {
  readonly folder: string;
  readonly #report: (error: Error) => void;
  /** What this process does with a session, one thing after the other: only one of it waits for the lock. */
  readonly #queues = new Map<SessionKey, Promise<unknown>>();

  constructor(folder: string, report: (error: Error) => void) {
    this.folder = folder;
    this.#report = report;
  }

  /** Creates the folder, for this user alone, and finds out whether it can be written. */
  async open(): Promise<void> {
    await this.#reach(async () => {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await rm(await this.#writeBeside("probe", "{}"));
    });
  }

  /** Null when there is none, or when it is broken, which is reported. */
  async read(key: SessionKey): Promise<StoredSession | null> {
    const text = await this.#reach(() => this.#text(key));
    if (text === null) return null;
    const session = readSession(text);
    if (session === null) this.#report(new Error(`${this.pathOf(key)} holds no session; it is treated as missing`));
    return session;
  }

  async write(key: SessionKey, session: StoredSession): Promise<void> {
    await this.#reach(async () => {
      const written = await this.#writeBeside(key, writeSession(session));
      await rename(written, this.pathOf(key));
    });
  }

  /** False when there was none. */
  async remove(key: SessionKey): Promise<boolean> {
    return await this.#reach(async () => {
      try {
        await rm(this.pathOf(key));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
        throw error;
      }
    });
  }

  /** Runs while no other process writes or removes the session. `check` throws when that has ended meanwhile. */
  async alone<T>(key: SessionKey, run: (check: () => Promise<void>) => Promise<T>): Promise<T> {
    const before = this.#queues.get(key) ?? Promise.resolve();
    const done = before.then(() => this.#locked(key, run));
    const settled = done.catch(() => {});
    this.#queues.set(key, settled);
    try {
      return await done;
    } finally {
      if (this.#queues.get(key) === settled) this.#queues.delete(key);
    }
  }

  async keys(): Promise<readonly SessionKey[]> {
    const names = await this.#reach(() => readdir(this.folder));
    return names.filter((name) => SESSION_FILE.test(name)).map((name) => name.slice(0, -".json".length));
  }

  /** What processes that ended have left behind. */
  async removeRemains(olderThanMs: number): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => REMAINS.test(name));
    for (const name of names) {
      const path = join(this.folder, name);
      const age = await lstat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > olderThanMs) await rm(path, { force: true });
    }
  }

  async ageOf(key: SessionKey): Promise<number> {
    return await stat(this.pathOf(key)).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
  }

  pathOf(key: SessionKey): string {
    return join(this.folder, `${key}.json`);
  }

  async #locked<T>(key: SessionKey, run: (check: () => Promise<void>) => Promise<T>): Promise<T> {
    const lock = await this.#reach(() => takeLock(join(this.folder, `${key}.lock`)));
    try {
      return await run(async () => {
        if (!(await lock.isHeld())) throw this.#unreachable(new Error("the session's lock was lost"));
      });
    } finally {
      await this.#reach(() => lock.release());
    }
  }

  async #text(key: SessionKey): Promise<string | null> {
    try {
      return await readFile(this.pathOf(key), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      // Without its folder the store is gone, and not the session.
      await stat(this.folder);
      return null;
    }
  }

  async #writeBeside(name: string, text: string): Promise<string> {
    const path = join(this.folder, `${name}.${randomUUID()}.tmp`);
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(text);
      // Else the new name may be on the disk without its content when power fails (ADR-24).
      await file.datasync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return path;
  }

  async #reach<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      throw this.#unreachable(error as Error);
    }
  }

  #unreachable(cause: Error): MegaError {
    const params = { driver: "file", place: this.folder, reason: cause.message };
    return new MegaError("session_store_unreachable", params, { cause });
  }
}

const SESSION_FILE = /^[0-9a-f]{64}\.json$/;
const REMAINS = /^(?:[0-9a-f]{64}|probe)\.(?:[0-9a-f-]{36}\.tmp|lock(?:\.x)*)$/;
