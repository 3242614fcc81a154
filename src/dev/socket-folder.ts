import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Processes } from "../context.ts";

/**
 * A folder for sockets that only this user can enter, as mkdtemp makes it. A short path: that of a socket has at most 104
 * characters. Those that killed processes have left are removed.
 */
export async function makeSocketFolder(processes: Processes, parent: string = tmpdir()): Promise<string> {
  await removeLeftovers(parent, processes);
  return mkdtemp(join(parent, `mega-sockets-${processes.pid}-`));
}

async function removeLeftovers(parent: string, { isRunning }: Processes): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  const left = names.filter((name) => {
    const [, pid] = /^mega-sockets-(\d+)-/.exec(name) ?? [];
    return pid !== undefined && !isRunning(Number(pid));
  });
  // One of another user stays: it is that user's to remove.
  await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true }).catch(() => {})));
}
