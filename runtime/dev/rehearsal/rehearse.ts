import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { Writable } from "node:stream";
import { isatty } from "node:tty";

import { boot, type MegaRuntime } from "../../boot.ts";
import { isMegaError } from "../../core/errors/errors.ts";
import { makeMigrator } from "../../db/migrator.ts";
import type { Manifest } from "../../manifest.ts";
import { Observer } from "../inspect/observer.ts";
import { Outbox } from "../inspect/outbox.ts";
import { REHEARSAL_ENV, REHEARSAL_REQUESTS, rehearsalProject } from "./project.ts";

export interface RehearseOptions {
  /** Absolute path of the project whose packages it has. */
  readonly root: string;
  /** Path of a Unix socket that it may have for a while. */
  readonly socket: string;
  /** Asked between its steps: it ends early when nobody waits for it any more. */
  readonly goesOn: () => boolean;
}

/**
 * Boots a small project of the framework's own in memory, asks it a few things as the front would and closes it: what V8
 * and the framework have compiled then makes the boot and the first answers of the real project several times as fast.
 * Nothing of it stays: no file, no socket, no timer. Gives the statuses of its answers.
 */
export async function rehearse({ root, socket, goesOn }: RehearseOptions): Promise<readonly number[]> {
  // As the inspector watches the real project; nobody is told of this one.
  const observer = new Observer(new Outbox(async () => {}), { root, files: [] });
  try {
    return await perform({ root, socket, observer, goesOn });
  } catch (error) {
    if (goesOn()) throw error;
    return [];
  } finally {
    observer.close();
  }
}

interface Rehearsal extends RehearseOptions {
  readonly observer: Observer;
}

async function perform(rehearsal: Rehearsal): Promise<readonly number[]> {
  const { socket, goesOn } = rehearsal;
  const { runtime, manifest } = await bootRehearsal(rehearsal);
  const statuses: number[] = [];
  try {
    const databases = Object.values(runtime.databases);
    if (goesOn()) for (const database of databases) await makeMigrator(database, manifest.migrations).migrate();
    if (goesOn()) await runtime.listen({ kind: "socket", path: socket });
    for (const { url, needsDatabase } of REHEARSAL_REQUESTS) {
      if (needsDatabase && databases.length === 0) continue;
      if (!goesOn()) break;
      statuses.push(await statusOf(url, socket));
    }
  } finally {
    await runtime.close(0);
  }
  return statuses;
}

/** Takes log lines as the process' own output takes them, and keeps none. */
function unheard(): Writable & { readonly isTTY: boolean } {
  return Object.assign(new Writable({ write: (_line, _encoding, done) => done() }), { isTTY: isatty(STDOUT) });
}

const STDOUT = 1;

async function statusOf(path: string, socketPath: string): Promise<number> {
  const [answer] = (await once(get({ path, socketPath }), "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  return answer.statusCode ?? 0;
}

interface Booted {
  readonly runtime: MegaRuntime;
  readonly manifest: Manifest;
}

async function bootRehearsal({ root, observer, goesOn }: Rehearsal): Promise<Booted> {
  const start = async (hasDatabase: boolean): Promise<Booted> => {
    const manifest = rehearsalProject({ hasDatabase, goesOn });
    return {
      manifest,
      runtime: await boot({ root, env: REHEARSAL_ENV, mode: "development", observer, logStream: unheard(), manifest }),
    };
  };
  try {
    return await start(true);
  } catch (error) {
    // The project has no SQLite.
    if (isMegaError(error) && error.code === "driver_missing") return start(false);
    throw error;
  }
}
