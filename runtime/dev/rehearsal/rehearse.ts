import { boot, type MegaRuntime } from "../../boot.ts";
import { isMegaError } from "../../core/errors/errors.ts";
import { makeMigrator } from "../../db/migrator.ts";
import type { Manifest } from "../../manifest.ts";
import { Observer } from "../inspect/observer.ts";
import { Outbox } from "../inspect/outbox.ts";
import { REHEARSAL_REQUESTS, rehearsalProject } from "./project.ts";

/**
 * Boots a small project of the framework's own in memory, asks it a few things and closes it: what V8 and the framework
 * have compiled then makes the boot of the real project several times as fast. Nothing of it stays: no file, no port, no
 * timer. `goesOn` is asked between its steps. Gives the statuses of its answers.
 */
export async function rehearse(root: string, goesOn: () => boolean): Promise<readonly number[]> {
  // As the inspector watches the real project; nobody is told of this one.
  const observer = new Observer(new Outbox(async () => {}), { root, files: [] });
  try {
    return await perform({ root, observer, goesOn });
  } catch (error) {
    if (goesOn()) throw error;
    return [];
  } finally {
    observer.close();
  }
}

interface Rehearsal {
  readonly root: string;
  readonly observer: Observer;
  readonly goesOn: () => boolean;
}

async function perform(rehearsal: Rehearsal): Promise<readonly number[]> {
  const { goesOn } = rehearsal;
  const { runtime, manifest } = await bootRehearsal(rehearsal);
  const statuses: number[] = [];
  try {
    const databases = Object.values(runtime.databases);
    if (goesOn()) for (const database of databases) await makeMigrator(database, manifest.migrations).migrate();
    for (const { url, needsDatabase } of REHEARSAL_REQUESTS) {
      if (needsDatabase && databases.length === 0) continue;
      if (!goesOn()) break;
      statuses.push((await runtime.inject(url)).statusCode);
    }
  } finally {
    await runtime.close(0);
  }
  return statuses;
}

interface Booted {
  readonly runtime: MegaRuntime;
  readonly manifest: Manifest;
}

async function bootRehearsal({ root, observer, goesOn }: Rehearsal): Promise<Booted> {
  const start = async (hasDatabase: boolean): Promise<Booted> => {
    const manifest = rehearsalProject({ hasDatabase, goesOn });
    return { manifest, runtime: await boot({ root, env: {}, mode: "development", observer, manifest }) };
  };
  try {
    return await start(true);
  } catch (error) {
    // The project has no SQLite.
    if (isMegaError(error) && error.code === "driver_missing") return start(false);
    throw error;
  }
}
