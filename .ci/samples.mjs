// The samples are made, not typed: each sample/<name> has a recipe of commands and an overlay of hand-written files;
// `project/` is what they give. Without flags it writes `project/` anew, with --check it fails on any difference.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const mega = join(root, "dist/bin/mega.js");
const check = process.argv.includes("--check");

for (const name of readdirSync(join(root, "sample"))) {
  const home = join(root, "sample", name);
  const base = mkdtempSync(join(tmpdir(), "mega-sample-"));
  try {
    const made = make(home, base, name);
    if (check) compare(made, join(home, "project"));
    else replace(made, join(home, "project"));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function make(home, base, name) {
  const { commands } = JSON.parse(readFileSync(join(home, "recipe.json"), "utf8"));
  const project = join(base, name);
  for (const [index, line] of commands.entries()) {
    const { status, stderr } = spawnSync(process.execPath, [mega, ...line.split(" ").slice(1)], {
      cwd: index === 0 ? base : project,
    });
    if (status !== 0) fail(`sample/${name}: ${line} exited with ${status}\n${stderr}`);
  }
  cpSync(join(home, "overlay"), project, { recursive: true });
  rmSync(join(project, ".mega"), { recursive: true, force: true });
  pinDates(project);
  return project;
}

/** What depends on the day of the run gets a fixed one: names of migrations, dates of decision records. */
function pinDates(project) {
  const migrations = join(project, "db/migrations");
  const names = files(project).some((file) => file.startsWith("db/migrations/")) ? readdirSync(migrations).sort() : [];
  for (const [index, name] of names.entries()) {
    renameSync(
      join(migrations, name),
      join(migrations, name.replace(/^\d{14}/, `202601010000${String(index).padStart(2, "0")}`)),
    );
  }
  for (const file of files(project).filter((path) => path.startsWith("docs/adr/"))) {
    const path = join(project, file);
    writeFileSync(path, readFileSync(path, "utf8").replace(/\d{4}-\d{2}-\d{2}/g, "2026-01-01"));
  }
}

function compare(made, kept) {
  const paths = new Set([...files(made), ...files(kept)]);
  const different = [...paths].filter((path) => read(made, path) !== read(kept, path)).sort();
  if (different.length === 0) return;
  fail(
    `${relative(root, kept)} differs from its recipe in:\n${different.map((path) => `  ${path}`).join("\n")}\nRun \`npm run build && node .ci/samples.mjs\` and commit the result.`,
  );
}

function replace(made, kept) {
  rmSync(kept, { recursive: true, force: true });
  cpSync(made, kept, { recursive: true });
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/^(node_modules|data|\.mega)\//.test(file))
    .sort();
}

function read(folder, file) {
  try {
    return readFileSync(join(folder, file), "utf8");
  } catch {
    return null;
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
