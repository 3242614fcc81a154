import type { MegaRuntime } from "../boot.ts";
import { buildAdapterAccessors, defaultOf } from "../core/ctx/adapter-accessors.ts";
import { MegaError } from "../core/errors/errors.ts";
import type { MegaDbAdapter } from "../core/ports.ts";
import type { Manifest } from "../manifest.ts";

/** The project under test. */
export interface TestProject {
  readonly manifest: Manifest;
  /** Absolute path. */
  readonly root: string;
}

/** The project that the plugin of `mega-framework/testing/vitest` has left. Throws `test_manifest_missing`. */
export function findProject(): TestProject {
  const project = (globalThis as { [PROJECT]?: TestProject })[PROJECT];
  if (project === undefined) throw new MegaError("test_manifest_missing", {});
  return project;
}

/** The database that services mean by `this.db`. Throws `alias_missing` when none is configured. */
export function defaultDatabase({ databases }: Pick<MegaRuntime, "databases">): MegaDbAdapter {
  // Reading `main` when there is none throws what to configure, so its type holds.
  return defaultOf(buildAdapterAccessors("databases", databases) as { readonly main: MegaDbAdapter });
}

const PROJECT: unique symbol = Symbol.for("mega.project");
