// `npm run demo`: mega's main job in front of the reader, each command echoed before it runs.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const mega = join(root, "dist/bin/mega.js");
const project = join(root, "demo");
const env = { ...process.env, npm_config_better_sqlite3_local_prebuilds: join(root, "node_modules/.cache/prebuilds") };

if (existsSync(join(project, "package.json")))
  say("demo/ is there from an earlier run and is used again; delete it to start from nothing.");
else step("mega new demo", ["new", "demo", "--yes", "--no-git"], root);
step("mega scaffold crud post title:string body:text published:boolean", null, project);
step("mega db migrate", null, project);
step("mega db seed", null, project);
start("mega start --watch");

/** Runs one command of the demo to its end; the demo ends with it when it fails. */
function step(line, args, cwd) {
  echo(line);
  const { status, signal } = spawnSync(process.execPath, [mega, ...(args ?? words(line))], {
    cwd,
    env,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(signal ? 130 : (status ?? 1));
}

/** The last command runs until Ctrl-C, which the terminal sends to it as well: wait for its own tidy end. */
function start(line) {
  echo(line);
  say("Open /posts at the address below. Ctrl-C ends the demo.");
  const child = spawn(process.execPath, [mega, ...words(line)], { cwd: project, env, stdio: "inherit" });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}

function words(line) {
  return line.split(" ").slice(1);
}

function echo(line) {
  process.stderr.write(`\n\u001b[1m$ ${line}\u001b[22m\n`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
