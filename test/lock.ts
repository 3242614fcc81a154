import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** One process at a time; a lock older than five minutes was left by a killed run. */
export async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch {
      if (existsSync(path) && Date.now() - statSync(path).mtimeMs > 300_000)
        rmSync(path, { recursive: true, force: true });
      await wait(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
