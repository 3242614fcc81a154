import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFacts } from "../core/read-facts.ts";
import { makeRender } from "../core/render.ts";
import type { ArgValues, FlagValues, Generator } from "../core/generator.ts";

export interface PlanFilesOptions {
  /** The project: `new URL("../../", import.meta.url)` in `test/generators/`. */
  readonly root: string | URL;
  readonly args?: ArgValues;
  readonly flags?: FlagValues;
  /** `main` unless said. */
  readonly app?: string;
  /** The time of the run; the first moment of 2026 unless said. */
  readonly now?: Date;
}

/** What a generator would create in a project, for its tests: path → content. Writes nothing; edits are left out. */
export async function planFiles(generator: Generator, options: PlanFilesOptions): Promise<ReadonlyMap<string, string>> {
  const { args = {}, flags = {}, app = "main", now = new Date(2026, 0, 1) } = options;
  const root = typeof options.root === "string" ? options.root : fileURLToPath(options.root);
  const facts = await readFacts({ root, name: "test" }, { app, now });
  const { operations } = await generator.plan({ args, flags, facts, render: makeRender(join(root, "templates")) });
  return new Map(operations.flatMap((one) => (one.kind === "create" ? [[one.path, one.content] as const] : [])));
}
