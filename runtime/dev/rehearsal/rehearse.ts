import { boot, type MegaRuntime } from "../../boot.ts";
import { isMegaError } from "../../core/errors/errors.ts";
import { makeMigrator } from "../../db/migrator.ts";
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
  const runtime = await bootRehearsal(root, observer);
  const statuses: number[] = [];
  try {
    if (goesOn()) await migrate(runtime);
    const hasDatabase = Object.keys(runtime.databases).length > 0;
    for (const { url, needsDatabase } of REHEARSAL_REQUESTS) {
      if (needsDatabase && !hasDatabase) continue;
      if (!goesOn()) break;
      statuses.push((await runtime.inject(url)).statusCode);
    }
  } finally {
    await runtime.close(0);
    observer.close();
  }
  return statuses;
}

async function bootRehearsal(root: string, observer: Observer): Promise<MegaRuntime> {
  const options = { root, env: {}, mode: "development", observer } as const;
  try {
    return await boot({ ...options, manifest: rehearsalProject({ hasDatabase: true }) });
  } catch (error) {
    // The project has no SQLite.
    if (isMegaError(error) && error.code === "driver_missing")
      return boot({ ...options, manifest: rehearsalProject({ hasDatabase: false }) });
    throw error;
  }
}

async function migrate({ databases }: MegaRuntime): Promise<void> {
  const { migrations } = rehearsalProject({ hasDatabase: true });
  for (const database of Object.values(databases)) await makeMigrator(database, migrations).migrate();
}
