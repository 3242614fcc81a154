import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { readRuns } from "../../../generators/core/journal/read.ts";
import { recover } from "../../../generators/core/recover.ts";

const killAt = fileURLToPath(new URL("kill-at.mjs", import.meta.url));

let home: string;
let cwd: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "mega-recover-"));
  cwd = join(home, "killed");
  killBeforeMark();
});
beforeEach(() => {
  cwd = join(home, "project");
  reset();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const before = { "a.txt": "755 one\n", "c.txt": "644 theirs\n", "gone.txt": "644 gone\n" };
const after = {
  "a.txt": "755 one\nmore\n",
  "c.txt": "644 ours\n",
  new: "folder",
  "new/d.txt": "644 d\n",
  "new/deep": "folder",
  "new/deep/b.txt": "644 b\n",
};

test("a run that is killed in the middle of any of its writes is there or is not", () => {
  const outcomes = new Set<string>();
  let at = 1;
  for (; work("apply", at) === "killed"; at++) {
    const recovery = recover(cwd);
    const tree = treeOf(cwd);
    const isDone = tree["a.txt"] === after["a.txt"];
    expect(tree).toEqual(isDone ? after : before);
    expect(readRuns(cwd)).toHaveLength(isDone ? 1 : 0);
    if (recovery !== null) expect(recovery).toMatchObject({ command: "mega test", kept: [] });
    expect(recover(cwd)).toBeNull();
    outcomes.add(isDone ? "done" : "put back");
    reset();
  }
  expect(treeOf(cwd)).toEqual(after);
  expect(outcomes).toEqual(new Set(["done", "put back"]));
  expect(at).toBeGreaterThan(25);
});

test("a recovery that is killed itself at any of its writes is done the next time", () => {
  let at = 1;
  for (let state = "killed"; state === "killed"; at++) {
    takeKilled();
    state = work("recover", at);
    recover(cwd);
    expect(treeOf(cwd)).toEqual(before);
  }
  expect(at).toBeGreaterThan(5);
});

test("files edited after the kill are kept and named, the others put back", () => {
  takeKilled();
  write("a.txt", "one\nmore\nmine\n");
  expect(recover(cwd)).toEqual({
    command: "mega test",
    putBack: ["new/deep/b.txt", "c.txt", "gone.txt", "new/d.txt"],
    kept: ["a.txt"],
  });
  expect(treeOf(cwd)).toEqual({ ...before, "a.txt": "755 one\nmore\nmine\n" });
});

test("a folder in a file's place is named", () => {
  takeKilled();
  rmSync(join(cwd, "c.txt"));
  mkdirSync(join(cwd, "c.txt"));
  expect(() => recover(cwd)).toThrow("c.txt could not be written: a folder is there");
  rmSync(join(cwd, "c.txt"), { recursive: true });
  write("c.txt", "ours\n");
  recover(cwd);
  expect(treeOf(cwd)).toEqual(before);
});

test("where nothing was generated, or a stray text says which run is open, there is nothing to do", () => {
  expect(recover(cwd)).toBeNull();
  mkdirSync(join(cwd, ".mega/journal"), { recursive: true });
  write(".mega/journal/open", "../../..");
  expect(recover(cwd)).toBeNull();
  expect(treeOf(cwd)).toEqual(before);
});

test("a record that cannot be read is named", () => {
  takeKilled();
  const id = readdirSync(join(cwd, ".mega/journal")).find((name) => name !== "open") ?? "";
  write(`.mega/journal/${id}/run.json`, "{");
  expect(() => recover(cwd)).toThrow(`.mega/journal/${id}/run.json cannot be read`);
  write(`.mega/journal/${id}/run.json`, '{ "v": 2 }');
  expect(() => recover(cwd)).toThrow("another version of mega wrote it");
});

/** Kills a run after its last file is in place and before that is noted. */
function killBeforeMark(): void {
  for (let at = 25; ; at++) {
    reset();
    expect(work("apply", at)).toBe("killed");
    const id = readdirSync(join(cwd, ".mega/journal")).find((name) => /^\d/.test(name)) ?? "";
    const run = JSON.parse(readFileSync(join(cwd, ".mega/journal", id, "run.json"), "utf8")) as { state: string };
    if (run.state === "planned" && Object.keys(treeOf(cwd)).includes("new/d.txt")) return;
  }
}

function takeKilled(): void {
  rmSync(cwd, { recursive: true });
  cpSync(join(home, "killed"), cwd, { recursive: true });
}

function work(kind: "apply" | "recover", at: number): "killed" | "done" {
  const { signal, status, stderr } = spawnSync(process.execPath, [killAt, cwd, kind, String(at)]);
  expect(stderr.toString()).toBe("");
  if (signal === "SIGKILL") return "killed";
  expect(status).toBe(0);
  return "done";
}

function reset(): void {
  rmSync(cwd, { recursive: true, force: true });
  mkdirSync(cwd);
  write("a.txt", "one\n");
  chmodSync(join(cwd, "a.txt"), 0o755);
  write("c.txt", "theirs\n");
  write("gone.txt", "gone\n");
}

function write(path: string, text: string): void {
  writeFileSync(join(cwd, path), text);
}

/** Every file with its mode, and every folder, the journal aside. */
function treeOf(folder: string): Readonly<Record<string, string>> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".mega"));
  const entries = paths.map((path): [string, string] => {
    const stats = statSync(join(folder, path));
    if (stats.isDirectory()) return [path, "folder"];
    return [path, `${(stats.mode & 0o777).toString(8)} ${readFileSync(join(folder, path), "utf8")}`];
  });
  return Object.fromEntries(entries);
}
