import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * The compilers that projects may have, by version: the script that runs each. Their package.json is its own, because all
 * of them would call their command `tsc`; it is installed when it is asked for first.
 */
export function compilers(): Readonly<Record<string, string>> {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (!existsSync(`${folder}node_modules/typescript60/bin/tsc`)) {
    const args = ["ci", "--prefix", folder, "--no-audit", "--no-fund"];
    const { status, stderr } = spawnSync("npm", args, { encoding: "utf8", shell: process.platform === "win32" });
    if (status !== 0) throw new Error(`npm ci failed in ${folder}:\n${stderr}`);
  }
  const own = createRequire(import.meta.url);
  return {
    "5.9": own.resolve("typescript59/bin/tsc"),
    "6.0": own.resolve("typescript60/bin/tsc"),
    "7": own.resolve("typescript/package.json").replace(/package\.json$/, "bin/tsc"),
  };
}
