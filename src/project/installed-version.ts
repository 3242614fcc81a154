import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { readPackageJson } from "./package-json.ts";

/** The version that a project has installed, and runs; null when there is none. */
export function installedVersion(root: string): string | null {
  try {
    const file = createRequire(join(root, "package.json")).resolve("mega-framework/package.json");
    return readPackageJson(dirname(file))?.version ?? null;
  } catch {
    return null;
  }
}
