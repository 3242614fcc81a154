import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { applyChanges, applyWrites } from "../../../../generators/core/apply.ts";
import { comparePlan } from "../../../../generators/core/compare.ts";
import { readRuns } from "../../../../generators/core/journal/read.ts";
import type { Operation } from "../../../../generators/core/plan.ts";
import { findRedo, findUndo } from "../../../../generators/core/undo/find-run.ts";
import { type History, historyOf } from "../../../../generators/core/undo/history.ts";
import { planTakeBack, writesOf } from "../../../../generators/core/undo/take-back.ts";

let cwd: string;
let now: number;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "mega-take-back-"));
  now = Date.UTC(2026, 10, 23, 12);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

test("a run's files go, its folders with them, and what it changed is what it was, its mode too", async () => {
  write("run.sh", "old\n");
  chmodSync(join(cwd, "run.sh"), 0o755);
  write("kept/x.txt", "x");
  await generate(
    create("a/b/c.txt", "c"),
    create("kept/y.txt", "y"),
    edit("run.sh", (text) => `${text}more\n`),
  );
  expect(await undo()).toEqual({ "a/b/c.txt": "removed", "kept/y.txt": "removed", "run.sh": "changed" });
  expect(tree()).toEqual({ kept: null, "kept/x.txt": "x", "run.sh": "old\n" });
  expect(statSync(join(cwd, "run.sh")).mode & 0o777).toBe(0o755);
  await redo();
  expect(tree()).toMatchObject({ "a/b/c.txt": "c", "run.sh": "old\nmore\n" });
  expect(statSync(join(cwd, "run.sh")).mode & 0o777).toBe(0o755);
});

test("a removed file comes back", async () => {
  write("gone.txt", "gone");
  await generate({ kind: "delete", path: "gone.txt" });
  await undo();
  expect(tree()).toEqual({ "gone.txt": "gone" });
  await redo();
  expect(tree()).toEqual({});
});

test("a folder that a second run filled goes with the last of its files, in either order", async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const runs = [await generate(create("f/a.txt", "a")), await generate(create("f/b.txt", "b"))];
    for (const index of order) await undo(runs[index]);
    expect(tree()).toEqual({});
  }
});

test("a file that two runs wrote stays until both are undone", async () => {
  const first = await generate(create("a.txt", "a"), create("b.txt", "b"));
  const second = await generate(create("a.txt", "a"), create("c.txt", "c"));
  expect(await undo(first)).toEqual({ "a.txt": "same", "b.txt": "removed" });
  expect(tree()).toEqual({ "a.txt": "a", "c.txt": "c" });
  expect(await undo(second)).toEqual({ "a.txt": "removed", "c.txt": "removed" });
});

test("a file that a later run replaced stays as the later run has it", async () => {
  const first = await generate(create("a.txt", "one"));
  const second = await generate(create("a.txt", "two"));
  expect(await undo(first)).toEqual({ "a.txt": "same" });
  expect(await undo(second)).toEqual({ "a.txt": "removed" });
  await redo(first);
  await redo(second);
  expect(tree()).toEqual({ "a.txt": "two" });
  await undo(second);
  expect(tree()).toEqual({ "a.txt": "one" });
});

test("what an earlier run had brought, and a later one needs, stays", async () => {
  write("en.json", "{}\n");
  const shared = { actions: { save: "Save" } };
  const first = await generate(texts({ post: { one: "Post" }, ...shared }));
  await generate(texts({ comment: { one: "Comment" }, ...shared }));
  await undo(first);
  expect(JSON.parse(readFileSync(join(cwd, "en.json"), "utf8"))).toEqual({ comment: { one: "Comment" }, ...shared });
});

test("an edit by a function waits while its file is undone, and comes back with it", async () => {
  const first = await generate(create("a.txt", "1\n"));
  const second = await generate(edit("a.txt", (text) => `${text}2\n`));
  await undo(first);
  expect(tree()).toEqual({});
  await redo(first);
  expect(tree()).toEqual({ "a.txt": "1\n2\n" });
  await undo(first);
  await undo(second);
  await redo(first);
  expect(tree()).toEqual({ "a.txt": "1\n" });
});

test("a file that two runs add to is there as long as one of them is not undone", async () => {
  const first = await generate({ ...texts({ post: "Post" }), start: "{}\n" });
  const second = await generate({ ...texts({ tag: "Tag" }), start: "{}\n" });
  await undo(first);
  expect(tree()).toEqual({ "en.json": '{\n  "tag": "Tag"\n}\n' });
  await undo(second);
  expect(tree()).toEqual({});
  await redo(first);
  expect(tree()).toEqual({ "en.json": '{\n  "post": "Post"\n}\n' });
});

describe("edited files", () => {
  test("an edited new file is kept and named, and belongs to whoever edited it", async () => {
    await generate(create("a.txt", "a\n"), create("b.txt", "b\n"));
    write("a.txt", "a\nmine\n");
    expect(await undo()).toEqual({ "a.txt": "kept: edited since", "b.txt": "removed" });
    expect(tree()).toEqual({ "a.txt": "a\nmine\n" });
    expect(await redo()).toEqual({ "a.txt": "kept: another file is in its place", "b.txt": "new" });
    expect(await undo()).toEqual({ "b.txt": "removed" });
    expect(tree()).toEqual({ "a.txt": "a\nmine\n" });
  });

  test("edits of other lines are merged", async () => {
    write("a.txt", "1\n2\n3\n");
    await generate(edit("a.txt", (text) => text.replace("2\n", "2\nmega\n")));
    write("a.txt", "0\n1\n2\nmega\n3\n4\n");
    expect(await undo()).toEqual({ "a.txt": "changed" });
    expect(tree()).toEqual({ "a.txt": "0\n1\n2\n3\n4\n" });
    expect(await redo()).toEqual({ "a.txt": "changed" });
    expect(tree()).toEqual({ "a.txt": "0\n1\n2\nmega\n3\n4\n" });
  });

  test("an edit of the same lines keeps the file", async () => {
    write("a.txt", "1\n");
    await generate(edit("a.txt", () => "1\nmega\n"));
    write("a.txt", "1\nmine\n");
    expect(await undo()).toEqual({ "a.txt": "kept: edited since, in the same lines" });
    expect(tree()).toEqual({ "a.txt": "1\nmine\n" });
  });

  test("an edit of a later run's lines does not hold up an earlier run", async () => {
    write("en.json", '{\n  "home": "Home"\n}\n');
    const first = await generate(texts({ post: { one: "Post" }, save: "Save" }));
    const second = await generate(texts({ tag: { one: "Tag" }, save: "Save" }));
    write("en.json", readFileSync(join(cwd, "en.json"), "utf8").replace('"Tag"', '"Label"'));
    expect(await undo(first)).toEqual({ "en.json": "changed" });
    const left = { home: "Home", tag: { one: "Label" }, save: "Save" };
    expect(JSON.parse(readFileSync(join(cwd, "en.json"), "utf8"))).toEqual(left);
    expect(await undo(second)).toEqual({ "en.json": "kept: edited since, in the same lines" });
    expect(await redo(first)).toEqual({ "en.json": "changed" });
    expect(JSON.parse(readFileSync(join(cwd, "en.json"), "utf8"))).toEqual({ ...left, post: { one: "Post" } });
  });

  test("texts put into a file that the run made are what is left of it", async () => {
    await generate({ ...texts({ post: "Post" }), start: "{}\n" });
    write("en.json", '{\n  "post": "Post",\n  "mine": "Mine"\n}\n');
    expect(await undo()).toEqual({ "en.json": "changed" });
    expect(tree()).toEqual({ "en.json": '{\n  "mine": "Mine"\n}\n' });
  });

  test("a file that somebody removed is not brought back, nor is one removed that somebody made again", async () => {
    write("gone.txt", "gone");
    write("b.txt", "b\n");
    await generate(
      create("a.txt", "a"),
      { kind: "delete", path: "gone.txt" },
      edit("b.txt", (text) => `${text}c\n`),
    );
    rmSync(join(cwd, "a.txt"));
    rmSync(join(cwd, "b.txt"));
    write("gone.txt", "again");
    expect(await undo()).toEqual({ "a.txt": "same", "b.txt": "same", "gone.txt": "same" });
    expect(tree()).toEqual({ "gone.txt": "again" });
    expect(await redo()).toEqual({ "a.txt": "new", "b.txt": "same", "gone.txt": "kept: edited since" });
  });

  test("a recipe that cannot be followed any more keeps the file and says why", async () => {
    write("en.json", "{}\n");
    await generate(texts({ post: "Post" }));
    await undo();
    write("en.json", "{");
    expect(await redo()).toEqual({ "en.json": expect.stringContaining("kept: en.json cannot be edited") });
    expect(await undo()).toEqual({});
    rmSync(join(cwd, "en.json"));
    expect(await redo()).toEqual({ "en.json": "same" });
  });

  test("a file that the run made goes, although somebody wrote it otherwise", async () => {
    await generate({ ...texts({ post: "Post" }), start: "{}\n" });
    write("en.json", '{ "post": "Post" }\n');
    expect(await undo()).toEqual({ "en.json": "removed" });
  });

  test("an edit of a file that a later run found as it wanted it stays with the later run", async () => {
    const first = await generate(create("a.txt", "a\n"));
    await generate(create("a.txt", "a\n"), create("b.txt", "b"));
    write("a.txt", "a\nmine\n");
    expect(await undo(first)).toEqual({ "a.txt": "kept: edited since" });
  });

  test("bytes that are no text are kept", async () => {
    write("a.txt", "1\n");
    await generate(edit("a.txt", () => "1\nmega\n"));
    writeFileSync(join(cwd, "a.txt"), Buffer.from([0xff, 0xfe]));
    expect(await undo()).toEqual({ "a.txt": "kept: edited since, in the same lines" });
  });
});

describe("which run", () => {
  test("the last one that is not undone; the one undone last comes again first", async () => {
    const [a, b] = [await generate(create("a.txt", "a")), await generate(create("b.txt", "b"))];
    expect(findUndo(history()).id).toBe(b);
    await undo();
    expect(findUndo(history()).id).toBe(a);
    await undo();
    expect(findRedo(history()).id).toBe(a);
    await redo();
    expect(findRedo(history()).id).toBe(b);
    expect(findUndo(history()).id).toBe(a);
  });

  test("the start of an id is enough; the id of an undo or redo means the run it is about", async () => {
    const a = await generate(create("a.txt", "a"));
    const b = await generate(create("b.txt", "b"));
    expect(findUndo(history(), b.slice(0, -1)).id).toBe(b);
    await undo(a);
    const undoing = history().runs.at(-1)!.id;
    expect(findRedo(history(), undoing).id).toBe(a);
    await redo(a);
    expect(findUndo(history(), history().runs.at(-1)!.id).id).toBe(a);
    expect(() => findUndo(history(), "2026")).toThrow("is the start of several runs");
    expect(() => findUndo(history(), "x")).toThrow('there is no run "x"');
    expect(() => findUndo(history(), "")).toThrow('"" is the start of several runs');
  });

  test("what is undone is not undone again, nor is brought again what is there", async () => {
    expect(() => findUndo(history())).toThrow("there is no run to undo");
    expect(() => findRedo(history())).toThrow("no run is undone");
    const a = await generate(create("a.txt", "a"));
    expect(() => findRedo(history(), a)).toThrow(`${a} is not undone: mega test`);
    await undo();
    expect(() => findUndo(history(), a)).toThrow(`${a} is undone already: mega test`);
    expect(() => findUndo(history())).toThrow("there is no run to undo");
  });

  test("runs of one millisecond keep their order beyond ten", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index++) {
      now = Date.UTC(2026, 10, 23, 12);
      ids.push(await generate(create(`${index}.txt`, "x")));
    }
    expect(history().runs.map(({ id }) => id)).toEqual(ids);
    expect(findUndo(history()).id).toBe(ids.at(-1));
  });
});

describe("a journal that was damaged", () => {
  test("contents that are gone or changed are named", async () => {
    await generate(create("a.txt", "a"));
    const folder = join(cwd, ".mega/journal", history().runs[0]!.id);
    const sha = readdirSync(folder).find((name) => name !== "run.json") ?? "";
    writeFileSync(join(folder, sha), "b");
    await expect(undo()).rejects.toThrow("it is not what its name says");
    rmSync(join(folder, sha));
    await expect(undo()).rejects.toThrow(`${sha} cannot be read`);
  });

  test("a recipe that nobody knows is a failure, not an edit", async () => {
    write("en.json", "{}\n");
    await generate(texts({ post: "Post" }));
    await undo();
    const file = join(cwd, ".mega/journal", history().runs[0]!.id, "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("addTexts", "insertLine"));
    await expect(redo()).rejects.toThrow(TypeError);
  });

  test("what stands in the journal's place is told by the system's own error", () => {
    write(".mega/journal", "mine");
    expect(() => readRuns(cwd)).toThrow("ENOTDIR");
  });

  test("a path that leads out of the project is refused", async () => {
    await generate(create("a.txt", "a"));
    const file = join(cwd, ".mega/journal", history().runs[0]!.id, "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("a.txt", "../a.txt"));
    await expect(undo()).rejects.toMatchObject({ code: "path_outside" });
  });

  test("a folder in a file's place is named", async () => {
    await generate(create("a.txt", "a"));
    rmSync(join(cwd, "a.txt"));
    mkdirSync(join(cwd, "a.txt"));
    await expect(undo()).rejects.toThrow("a.txt could not be written: a folder is there");
  });
});

function create(path: string, content: string): Operation {
  return { kind: "create", path, content };
}

function edit(path: string, change: (before: string) => string): Operation {
  return { kind: "edit", path, edit: change };
}

function texts(added: Readonly<Record<string, unknown>>): Operation & { readonly kind: "edit" } {
  return { kind: "edit", path: "en.json", edit: { do: "addTexts", texts: added as never } };
}

async function generate(...operations: readonly Operation[]): Promise<string> {
  const changes = await comparePlan({ command: "mega test", operations }, { cwd });
  const run = await applyChanges(changes, { cwd, command: "mega test", now: tick() });
  return run?.id ?? "";
}

function undo(id?: string): Promise<Readonly<Record<string, string>>> {
  return takeBack("undo", id);
}

function redo(id?: string): Promise<Readonly<Record<string, string>>> {
  return takeBack("redo", id);
}

async function takeBack(direction: "undo" | "redo", id?: string): Promise<Readonly<Record<string, string>>> {
  const run = direction === "undo" ? findUndo(history(), id) : findRedo(history(), id);
  const plan = await planTakeBack({ run, direction }, history(), cwd);
  const { writes, head } = writesOf(plan);
  applyWrites(writes, { ...head, command: `mega ${direction}`, now: tick() }, cwd);
  return Object.fromEntries(
    plan.files.map(({ path, before, after, kept }) => {
      if (kept !== null) return [path, `kept: ${kept}`];
      if (before?.toString() === after?.toString()) return [path, "same"];
      return [path, after === null ? "removed" : before === null ? "new" : "changed"];
    }),
  );
}

function history(): History {
  return historyOf(readRuns(cwd));
}

function tick(): Date {
  now += 1000;
  return new Date(now);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

function tree(): Readonly<Record<string, string | null>> {
  const paths = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((path) => !path.startsWith(".mega"));
  return Object.fromEntries(
    paths.map((path) => [path, statSync(join(cwd, path)).isDirectory() ? null : readFileSync(join(cwd, path), "utf8")]),
  );
}
