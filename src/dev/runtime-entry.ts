import { accessSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { CliError } from "../errors.ts";

/** The entry of the runtime that the project itself has installed: the project's version runs, not the command line's. */
export function runtimeEntry(root: string, part: "dev" | "console" = "dev"): string {
  try {
    const manifest = createRequire(join(root, "package.json")).resolve("mega-framework/package.json");
    const entry = join(dirname(manifest), "dist", "runtime", part, "child.js");
    accessSync(entry);
    return entry;
  } catch (error) {
    throw new CliError("dependencies_missing", { root }, { cause: error });
  }
}
