import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds `dist/` once before the tests: the end-to-end tests run the built command. */
export function setup(): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  execFileSync(process.execPath, [".ci/build.mjs"], { cwd: root, stdio: "inherit" });
}
