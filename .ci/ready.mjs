// Makes a fresh clone ready: installs what package-lock.json names when it is missing or older, then builds (unless
// --no-build says that what follows does).
// Plain Node, because nothing is installed yet when it runs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

// Not `npm ci`: it fails where a registry has not the binaries of platforms other than this one.
if (isOlder("node_modules/.package-lock.json", "package-lock.json"))
  run("npm", ["install", "--no-save", "--no-audit", "--no-fund"]);
if (!process.argv.includes("--no-build")) run(process.execPath, [".ci/build.mjs"]);
keepNativeBinary();

function isOlder(file, than) {
  return !existsSync(file) || statSync(file).mtimeMs < statSync(than).mtimeMs;
}

/**
 * better-sqlite3 compiles for more than a minute where its prebuilt binary cannot be fetched. The one of this checkout is
 * packed where `npm_config_better_sqlite3_local_prebuilds` lets the demo and the end-to-end tests install it from.
 */
function keepNativeBinary() {
  const require = createRequire(import.meta.url);
  const { version } = require("better-sqlite3/package.json");
  const folder = "node_modules/.cache/prebuilds";
  const archive = `${folder}/better-sqlite3-v${version}-node-v${process.versions.modules}-${process.platform}-${process.arch}.tar.gz`;
  if (existsSync(archive)) return;
  mkdirSync(folder, { recursive: true });
  run("tar", ["-czf", archive, "-C", "node_modules/better-sqlite3", "build/Release/better_sqlite3.node"]);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    stdio: "inherit",
    shell: process.platform === "win32" && command === "npm",
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
