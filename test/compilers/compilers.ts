import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

import { withLock } from "../lock.ts";

/**
 * The compilers that projects may have, by version: the script that runs each. Their package.json is its own, because all
 * of them would call their command `tsc`; it is installed when it is asked for first, or when its lock has changed.
 */
export async function compilers(): Promise<Readonly<Record<string, string>>> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (!isInstalled(folder)) {
    await withLock(`${folder}installing`, async () => {
      if (!isInstalled(folder)) install(folder);
    });
  }
  const own = createRequire(import.meta.url);
  return {
    "5.9": own.resolve("typescript59/bin/tsc"),
    "6.0": own.resolve("typescript60/bin/tsc"),
    "7": own.resolve("typescript/package.json").replace(/package\.json$/, "bin/tsc"),
  };
}

function isInstalled(folder: string): boolean {
  const [done, wanted] = [`${folder}node_modules/.package-lock.json`, `${folder}package-lock.json`];
  return existsSync(done) && statSync(done).mtimeMs >= statSync(wanted).mtimeMs;
}

function install(folder: string): void {
  const args = ["ci", "--prefix", folder, "--no-audit", "--no-fund"];
  const { status, stderr } = spawnSync("npm", args, { encoding: "utf8", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}:\n${stderr}`);
}
