import { watch } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import type { CliContext } from "../context.ts";

/** An event of a local disk comes within a few milliseconds. */
const LIMIT_MS = 1_000;

/**
 * Whether the system tells of changes in this folder, tried with a file of its own. Network and container mounts may tell
 * nothing, and a system may have no watches left. A folder that cannot be written to is taken to be heard.
 */
export async function hearsChanges(folder: string): Promise<boolean> {
  const probe = join(folder, "watch-probe");
  const ended = new AbortController();
  try {
    await mkdir(folder, { recursive: true });
    const watcher = watch(folder, { signal: ended.signal });
    const heard = new Promise<boolean>((resolve) => {
      watcher.once("change", () => resolve(true)).once("error", () => resolve(false));
    });
    await writeFile(probe, "");
    return await Promise.race([heard, setTimeout(LIMIT_MS, false, { ref: false })]);
  } catch (error) {
    return !isWatchLimit(error);
  } finally {
    ended.abort();
    await rm(probe, { force: true });
  }
}

/**
 * Whether files are to be looked at though the system tells of changes, as the variable says that other tools read too:
 * of a mount it may tell the changes of this machine alone, and none of its host's.
 */
export function wantsPolling({ CHOKIDAR_USEPOLLING: value = "" }: CliContext["env"]): boolean {
  return !["", "0", "false"].includes(value.toLowerCase());
}

/** Whether the system has no watches left, or none at all. */
export function isWatchLimit(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return code === "ENOSPC" || code === "EMFILE" || code === "ENFILE" || code === "ENOSYS";
}
