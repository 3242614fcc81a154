// `npm run bench [-- cli|context|dev-loop|http [seconds a route]]`: installs the peers of bench/, bundles the benchmarks and runs them on the built package.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

const { dependencies } = JSON.parse(readFileSync("bench/package.json", "utf8"));
if (!Object.keys(dependencies).every((name) => existsSync(`bench/node_modules/${name}`)))
  run("npm", ["install", "--prefix", "bench", "--no-audit", "--no-fund"]);
await build({
  entryPoints: { main: "bench/main.ts", servers: "bench/servers.ts", peers: "bench/peers.mjs" },
  outdir: "bench/.build",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
});
run(process.execPath, ["--expose-gc", "bench/.build/main.mjs", root, ...process.argv.slice(2)]);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
