import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds `dist/` once before the tests: the end-to-end tests run the built command. */
export function setup(): void {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  spawnSync("flock", ["/tmp/mega/build.lock", "npm", "run", "build", "--silent"], {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, MEGA_LENIENT_BUILD: "1" },
  });
}
