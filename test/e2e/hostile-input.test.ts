import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyFolder, mega } from "./support.ts";

const LONG = "a".repeat(300);
const NAMES = [
  "../evil",
  "/tmp/x",
  "a\\b",
  "123abc",
  "class",
  "",
  LONG,
  "日本語",
  "`touch pwned`",
  "a;touch pwned",
  "$(touch pwned)",
];

let folder: ReturnType<typeof emptyFolder>;
let project: string;

beforeAll(async () => {
  folder = emptyFolder();
  const made = await mega(["new", "blog", "--yes", "--no-install", "--no-git"], { cwd: folder.path });
  expect(made.exitCode, made.stderr).toBe(0);
  project = join(folder.path, "blog");
});
afterAll(() => folder[Symbol.dispose]());

describe.each([
  ["new", (name: string) => ["new", name, "--yes", "--no-install", "--no-git"]],
  ["scaffold crud", (name: string) => ["scaffold", "crud", name, "title"]],
])("mega %s", (_, args) => {
  test.each(NAMES)("refuses the name %j in one line and writes nothing", async (name) => {
    const before = snapshot(folder.path);
    const outcome = await mega(args(name), { cwd: project });
    expect(outcome.exitCode, outcome.stderr).toBe(2);
    expect(outcome.stdout).toBe("");
    expect(outcome.stderr.match(/^error: .+$/gm)).toHaveLength(1);
    expect(snapshot(folder.path)).toEqual(before);
    expect(existsSync(join(project, "pwned"))).toBe(false);
  });
});

test.each([
  ["an unknown type, with the near one", ["title:strng"], /strng.*string/s],
  ["a decimal that holds nothing", ["x:decimal:0,9"], /decimal/],
  ["a field twice", ["title", "title:text"], /title/],
  ["one column by two names", ["blogTitle", "blog_title"], /blog_?[tT]itle/],
  ["a reserved column", ["version:integer"], /version/],
  ["a query word", ["limit:integer"], /limit/],
  ["200 fields", Array.from({ length: 200 }, (_, index) => `field${index}`), /200/],
  ["a reference to nothing", ["owner:ref:nobody"], /nobody/],
  ["a field named by code", ["a`b${c}"], /a`b/],
])("mega scaffold crud refuses %s", async (_, fields, message) => {
  const before = snapshot(project);
  const outcome = await mega(["scaffold", "crud", "thing", ...fields], { cwd: project });
  expect(outcome.exitCode, outcome.stderr).toBe(2);
  expect(outcome.stderr).toMatch(message);
  expect(snapshot(project)).toEqual(before);
});

test("all mistakes of all fields are reported at once", async () => {
  const outcome = await mega(["scaffold", "crud", "thing", "a:strng", "id", "b:decimal:0,9", "--json"], {
    cwd: project,
  });
  const { error } = JSON.parse(outcome.stdout) as { error: { details: unknown[] } };
  expect(error.details).toHaveLength(3);
});

test("defaults and enum values reach TypeScript, JSON and HTML as data", async () => {
  const outcome = await mega(
    ["scaffold", "crud", "quote", "text:string:default=`${process.exit()}\"'</textarea>{{x}}", "--dry-run", "--diff"],
    { cwd: project },
  );
  expect(outcome.exitCode, outcome.stderr).toBe(0);
});

test("a full disk in the middle leaves nothing half-written", async () => {
  using small = emptyFolder();
  const disk = join(small.path, "disk");
  mkdirSync(disk);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=160k", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    return; // only root may mount
  }
  try {
    await fillAndScaffold(disk);
  } finally {
    execFileSync("umount", ["-l", disk]);
  }
});

test("a folder that cannot be written to is named", async () => {
  using place = emptyFolder();
  const file = join(place.path, "file");
  writeFileSync(file, "");
  chmodSync(file, 0o444);
  const outcome = await mega(["new", "blog", "--yes", "--no-install", "--no-git", "--cwd", file], { cwd: place.path });
  expect(outcome.exitCode).toBeGreaterThan(0);
  expect(outcome.stderr).toMatch(/^error: /m);
  expect(readdirSync(place.path)).toEqual(["file"]);
});

async function fillAndScaffold(disk: string): Promise<void> {
  const made = await mega(["new", "blog", "--template", "minimal", "--yes", "--no-install", "--no-git"], { cwd: disk });
  expect(made.exitCode, made.stderr).toBe(0);
  const path = join(disk, "blog");
  const before = snapshot(path);
  writeFileSync(join(disk, "filler"), "");
  fill(join(disk, "filler"), 12_000);
  const outcome = await mega(["scaffold", "crud", "post", "title", "body:text"], { cwd: path });
  expect(outcome.exitCode).toBe(1);
  expect(outcome.stderr).toMatch(/no space|full/i);
  rmSync(join(disk, "filler"));
  expect(snapshot(path)).toEqual(before);
}

/** Leaves `room` bytes free. */
function fill(file: string, room: number): void {
  const free = Number(execFileSync("df", ["--output=avail", "-B1", file]).toString().split("\n")[1]);
  writeFileSync(file, Buffer.alloc(Math.max(0, free - room)));
}

/** Every file of a folder with its content, the journal aside: it may keep what was tried. */
function snapshot(path: string): Readonly<Record<string, string>> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.includes("/.mega/"))
      .sort()
      .map((file) => [file, readFileSync(file, "utf8")]),
  );
}
