// Builds dist/: TypeScript by tsc, then the data that travels beside it.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, rmSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const tsc = require.resolve("typescript/bin/tsc");

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
cpSync("templates", "dist/templates", { recursive: true });
cpSync("runtime/tsconfig.project.json", "dist/tsconfig.project.json");
chmodSync("dist/bin/mega.js", 0o755);
