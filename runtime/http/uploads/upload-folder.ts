import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

import type { Processes } from "../../core/ports.ts";

/**
 * Where files are while requests are answered: `<folder>/<host>.<pid>.<id>/<request>/<file>`. What processes of this
 * machine left that no longer run is removed when it is opened; the folders of others are left alone.
 */
export class UploadFolder {
  readonly #own: string;
  #isUsed = false;

  private constructor(own: string) {
    this.#own = own;
  }

  static async open(folder: string, processes: Processes): Promise<UploadFolder> {
    const id = randomUUID();
    live.add(id);
    const names = await readdir(folder).catch(() => []);
    const left = names.filter((name) => isLeft(name, processes));
    await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    return new UploadFolder(join(folder, `${HOST}.${processes.pid}.${id}`));
  }

  /** A folder for one request, which only this user can enter. */
  async take(): Promise<string> {
    const path = join(this.#own, randomUUID());
    await mkdir(this.#own, { recursive: true, mode: 0o700 });
    this.#isUsed = true;
    // Not recursive: that would tell of a full disk as of a folder that is missing.
    await mkdir(path, { mode: 0o700 });
    return path;
  }

  /** Removes everything of this app. */
  async close(): Promise<void> {
    if (this.#isUsed) await rm(this.#own, { recursive: true, force: true });
  }
}

const HOST = hostname().replaceAll(/[^A-Za-z0-9-]/g, "-");

/** The folders of this process: a process that is started again in a container has the number of the one before. */
const live = new Set<string>();

function isLeft(name: string, { pid, isRunning }: Processes): boolean {
  const [host, owner = "", id = "", ...rest] = name.split(".");
  if (host !== HOST || rest.length > 0 || !/^\d+$/.test(owner) || !/^[0-9a-f-]{36}$/.test(id)) return false;
  return Number(owner) === pid ? !live.has(id) : !isRunning(Number(owner));
}
