import { isDeepStrictEqual } from "node:util";
import type { Writable } from "node:stream";

import { boot, type MegaRuntime } from "../boot.ts";
import type { Env } from "../config/env-file.ts";
import type { Mode } from "../config/key.ts";
import { loadAndValidateConfig } from "../config/load.ts";
import type { DatabaseAccess, MegaDbAdapter } from "../core/ports.ts";
import type { CompiledProject } from "../dev/messages.ts";
import { openManifest } from "../dev/open-manifest.ts";
import type { Manifest } from "../manifest.ts";
import { openDatabases } from "../open-databases.ts";
import { withSessionsInMemory } from "../testing/sessions.ts";

/** What stays the same while a console is open. */
export interface ConsolePlace {
  readonly env: Record<string, string | undefined>;
  /** As the process was given it. */
  readonly environment: Env;
  readonly mode: Mode;
  readonly access: DatabaseAccess;
  readonly logStream: Writable & { readonly isTTY?: boolean };
}

/** A project that is booted for a console. */
export interface OpenedProject {
  readonly root: string;
  readonly manifest: Manifest;
  readonly runtime: MegaRuntime;
  /** Closes everything. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/**
 * Boots a compiled project as the server does, without a port. Where writes are not kept, neither are sessions. Databases
 * of `before`, which is closed once the new one runs, stay open with what was written into their sandbox.
 */
export async function openProject(
  project: CompiledProject,
  place: ConsolePlace,
  before?: OpenedProject,
): Promise<OpenedProject> {
  const { root } = project;
  const { env: own, environment: env, mode, access, logStream } = place;
  const compiled = await openManifest(project, { env: own, environment: env, mode });
  const manifest = access === "write" ? compiled : withSessionsInMemory(compiled);
  const config = await loadAndValidateConfig({ manifest, root, env, mode });
  const kept = keptDatabases(config.databases, before);
  const opened: MegaDbAdapter[] = [];
  try {
    const wanted = Object.entries(config.databases).filter(([alias]) => kept[alias] === undefined);
    const made = await openDatabases(
      { databases: Object.fromEntries(wanted) },
      { root, clock: { now: Date.now }, access, onOpen: (database) => void opened.push(database) },
    );
    const databases = { ...kept, ...made };
    const runtime = await boot({ manifest, root, env, mode, logStream, databases });
    await before?.runtime.close(0);
    await closeAll(Object.values(before?.runtime.databases ?? {}).filter((it) => !Object.values(kept).includes(it)));
    const close = async (): Promise<void> => {
      await runtime.close(0);
      await closeAll(Object.values(databases));
    };
    return { root, manifest, runtime, close };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

function keptDatabases(
  settings: MegaRuntime["config"]["databases"],
  before: OpenedProject | undefined,
): Readonly<Record<string, MegaDbAdapter>> {
  if (before === undefined) return {};
  const { config, databases } = before.runtime;
  const same = Object.entries(databases).filter(
    ([alias]) => settings[alias] !== undefined && isDeepStrictEqual(settings[alias], config.databases[alias]),
  );
  return Object.fromEntries(same);
}

async function closeAll(databases: readonly MegaDbAdapter[]): Promise<void> {
  for (const database of databases) await database.close();
}
