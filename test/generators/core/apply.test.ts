import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { applyChanges } from "../../../generators/core/apply.ts";
import { comparePlan } from "../../../generators/core/compare.ts";
import type { JournalRun } from "../../../generators/core/journal/run.ts";
import type { Change, Operation } from "../../../generators/core/plan.ts";

let home: string;
let cwd: string;
const now = new Date("2026-11-23T12:00:00.123Z");

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "mega apply 한글-"));
  cwd = home;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("new files are written, present ones edited, their modes kept", async () => {
  write("run.sh", "old\n", 0o755);
  const run = await apply([create("a/b/c.txt", "new\n"), edit("run.sh", (text) => `${text}more\n`)]);
  expect(tree()).toEqual({ "a/b/c.txt": "new\n", "run.sh": "old\nmore\n" });
  expect(statSync(join(cwd, "run.sh")).mode & 0o777).toBe(0o755);
  expect(run).toMatchObject({ v: 1, state: "applied", command: "mega test" });
});

test("the second time all is the same, and nothing is written or recorded", async () => {
  const operations = [create("a.txt", "a"), create("b/b.txt", "b")];
  await apply(operations);
  const before = snapshot();
  expect(await states(operations)).toEqual(["same", "same"]);
  expect(await apply(operations)).toBeNull();
  expect(snapshot()).toEqual(before);
});

test("each operation has its state", async () => {
  write("same.txt", "x");
  write("asis.txt", "x");
  write("other.txt", "mine");
  write("locale.json", "{}");
  const operations = [
    create("same.txt", "x"),
    create("new.txt", "x"),
    create("other.txt", "x"),
    edit("locale.json", () => "{ }"),
    edit("asis.txt", (text) => text),
  ];
  expect(await states(operations)).toEqual(["same", "new", "conflict", "changed", "same"]);
});

test("edits of one file follow each other, and are one change", async () => {
  write("a.txt", "1\n");
  const more = (line: string): Operation => edit("a.txt", (text) => `${text}${line}\n`);
  await apply([more("2"), more("3"), create("b.txt", "b"), edit("b.txt", (text) => `${text}!`)]);
  expect(tree()).toEqual({ "a.txt": "1\n2\n3\n", "b.txt": "b!" });
  const back = edit("a.txt", (text) => text.replace("4\n", ""));
  expect(await states([more("4"), back, edit("a.txt", (text) => text)])).toEqual(["same"]);
  expect(await states([create("b.txt", "b"), edit("b.txt", (text) => `${text}?`)])).toEqual(["conflict"]);
  expect(await states([{ ...edit("c.txt", () => "c"), start: "" } as Operation, edit("c.txt", () => "d")])).toEqual([
    "new",
  ]);
});

test("a file is made once", async () => {
  await expect(states([create("a.txt", "1"), create("a.txt", "2")])).rejects.toThrow(
    "the plan makes a.txt more than once",
  );
  write("b.txt", "b");
  await expect(states([{ kind: "delete", path: "b.txt" }, edit("b.txt", () => "c")])).rejects.toMatchObject({
    code: "plan_doubled",
  });
});

test("the journal holds every content under its hash, so that a run can be taken back", async () => {
  write("a.txt", "before");
  const run = await apply([edit("a.txt", () => "after"), create("c/b.txt", "b")]);
  const folder = join(cwd, ".mega/journal", run!.id);
  const recorded = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as JournalRun;
  expect(recorded).toEqual({
    v: 1,
    id: "20261123T120000123Z",
    at: "2026-11-23T12:00:00.123Z",
    command: "mega test",
    state: "applied",
    folders: ["c"],
    operations: [
      { kind: "edit", path: "a.txt", before: sha("before"), after: sha("after"), mode: 0o644 },
      { kind: "create", path: "c/b.txt", before: null, after: sha("b"), mode: 0o644 },
    ],
  });
  expect(readFileSync(join(folder, sha("before")), "utf8")).toBe("before");
  expect(readdirSync(folder).sort()).toEqual(["run.json", sha("after"), sha("b"), sha("before")].sort());
});

test("two runs of one millisecond have two records", async () => {
  const first = await apply([create("a.txt", "a")]);
  const second = await apply([create("b.txt", "b")]);
  expect([first?.id, second?.id]).toEqual(["20261123T120000123Z", "20261123T120000123Z-2"]);
});

test("a file goes, and a link goes without what it leads to", async () => {
  write("a.txt", "a");
  write("real.txt", "real");
  symlinkSync("real.txt", join(cwd, "link.txt"));
  const operations = ["a.txt", "link.txt", "never.txt"].map((path): Operation => ({ kind: "delete", path }));
  expect(await states(operations)).toEqual(["removed", "removed", "same"]);
  await apply(operations);
  expect(tree()).toEqual({ "real.txt": "real" });
});

test("an edit makes its file where it knows what to start from", async () => {
  const operation: Operation = {
    ...edit("en.json", (text) => text.replace("{}", '{ "a": 1 }')),
    start: "{}",
  } as Operation;
  expect(await states([operation])).toEqual(["new"]);
  await apply([operation]);
  expect(tree()).toEqual({ "en.json": '{ "a": 1 }' });
});

test("a clock that was set back does not change the order of runs", async () => {
  await apply([create("a.txt", "a")]);
  const changes = await comparePlan({ command: "", operations: [create("b.txt", "b")] }, { cwd });
  const run = await applyChanges(changes, { cwd, command: "mega test", now: new Date(0) });
  expect(run?.id).toBe("20261123T120000123Z-2");
});

test("a project's folder is made when it is not there", async () => {
  cwd = join(cwd, "new/blog");
  await apply([create("a.txt", "a")]);
  expect(tree()).toEqual({ "a.txt": "a" });
});

test("what a killed run has left beside a file is no obstacle, and goes", async () => {
  write("a.txt", "old");
  write(".a.txt.20261123T120000123Z.old", "older");
  await apply([edit("a.txt", () => "new")]);
  expect(tree()).toEqual({ "a.txt": "new" });
});

test("a link to a file stays a link", async () => {
  write("real.txt", "old");
  symlinkSync("real.txt", join(cwd, "link.txt"));
  await apply([edit("link.txt", () => "new")]);
  expect(readFileSync(join(cwd, "real.txt"), "utf8")).toBe("new");
});

test("bytes that are no UTF-8 are recorded as they are", async () => {
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
  writeFileSync(join(cwd, "a.bin"), bytes);
  const run = await apply([create("a.bin", "text")]);
  expect(readFileSync(join(cwd, ".mega/journal", run!.id, run!.operations[0]!.before!))).toEqual(bytes);
});

describe("paths", () => {
  test.each(["../out.txt", "a/../../out.txt", "/tmp/out.txt", "a\\..\\b", "a\0b", ""])(
    "%j is refused",
    async (path) => {
      await expect(states([create(path, "x")])).rejects.toMatchObject({ code: "path_outside" });
    },
  );

  test("a linked folder that leads out is refused when comparing and when applying", async () => {
    const outside = mkdtempSync(join(tmpdir(), "mega-outside-"));
    symlinkSync(outside, join(cwd, "apps"));
    await expect(states([create("apps/x.ts", "x")])).rejects.toMatchObject({ code: "path_outside" });
    const change = { kind: "create", path: "apps/x.ts", state: "new", before: null, after: "x", mode: 0o644 } as const;
    await expect(applyChanges([change], { cwd, command: "mega test", now })).rejects.toMatchObject({
      code: "path_outside",
    });
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(cwd)).toEqual(["apps"]);
    rmSync(outside, { recursive: true });
  });

  test("a folder in a file's place, and a file in a folder's, are named", async () => {
    mkdirSync(join(cwd, "taken"));
    write("file", "x");
    await expect(states([create("taken", "x")])).rejects.toMatchObject({ code: "path_blocked" });
    await expect(states([create("file/x.txt", "x")])).rejects.toThrow(
      "file/x.txt cannot be written: a folder on its way is a file",
    );
  });

  test("an edit of a missing file says so", async () => {
    await expect(states([edit("en.json", (text) => text)])).rejects.toMatchObject({ code: "edit_missing" });
  });
});

describe("a failure half-way puts everything back", () => {
  const asRoot = process.getuid?.() === 0;

  test("a folder that appears in a file's place", async () => {
    write("a.txt", "before");
    const changes = await comparePlan(
      { command: "", operations: [edit("a.txt", () => "after"), create("n/x.txt", "x"), create("late.txt", "x")] },
      { cwd },
    );
    mkdirSync(join(cwd, "late.txt"));
    writeFileSync(join(cwd, "late.txt/keep"), "k");
    const before = snapshot();
    await expect(applyChanges(changes, { cwd, command: "mega test", now })).rejects.toMatchObject({
      code: "write_failed",
    });
    expect(snapshot()).toEqual(before);
  });

  test.runIf(asRoot)("a file that cannot be given a second name nor be replaced", async () => {
    write("a.txt", "a");
    write("mounted.txt", "before");
    write("other.txt", "other");
    execFileSync("mount", ["--bind", join(cwd, "other.txt"), join(cwd, "mounted.txt")]);
    try {
      const before = snapshot();
      const edits = ["a.txt", "mounted.txt"].map((path) => edit(path, () => "after"));
      await expect(apply(edits)).rejects.toMatchObject({ code: "write_failed" });
      expect(snapshot()).toEqual(before);
    } finally {
      execFileSync("umount", [join(cwd, "mounted.txt")]);
    }
  });

  test("what stands where the record goes", async () => {
    write(".mega", "mine");
    await expect(apply([create("a.txt", "a")])).rejects.toMatchObject({ code: "write_failed" });
    rmSync(join(cwd, ".mega"));
    mkdirSync(join(cwd, ".mega"));
    write(".mega/journal", "mine");
    await expect(apply([create("a.txt", "a")])).rejects.toMatchObject({ code: "write_failed" });
    expect(readdirSync(cwd)).toEqual([".mega"]);
    expect(readFileSync(join(cwd, ".mega/journal"), "utf8")).toBe("mine");
  });

  test("a file that goes before it is edited", async () => {
    write("a.txt", "before");
    const operations = [create("n/x.txt", "x"), edit("a.txt", () => "after")];
    const changes = await comparePlan({ command: "", operations }, { cwd });
    rmSync(join(cwd, "a.txt"));
    await expect(applyChanges(changes, { cwd, command: "mega test", now })).rejects.toMatchObject({
      code: "write_failed",
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.runIf(process.platform === "linux")("a place where nobody may make a folder", async () => {
    cwd = "/sys/mega-blog";
    await expect(apply([create("a.txt", "a")])).rejects.toMatchObject({ code: "not_writable" });
  });

  test("what cannot be put back is named, with the place of its former contents", async () => {
    write("a.txt", "before");
    mkdirSync(join(cwd, "late.txt"));
    const change = { kind: "create", state: "new", before: null, after: "x", mode: 0o644 } as const;
    const changes: Change[] = [
      { ...change, kind: "edit", state: "changed", path: "a.txt", before: "before", after: "after" },
      // In the place where the former a.txt is kept.
      { ...change, path: ".a.txt.20261123T120000123Z.old" },
      { ...change, path: "late.txt" },
    ];
    const failure = await applyChanges(changes, { cwd, command: "mega test", now }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "put_back_failed",
      message: expect.stringContaining("after that, some files could not be put back"),
      hint: expect.stringContaining(".mega/journal/20261123T120000123Z"),
      details: [{ where: "a.txt" }],
    });
    expect(readFileSync(join(cwd, ".mega/journal/20261123T120000123Z", sha("before")), "utf8")).toBe("before");
  });

  test.runIf(asRoot)("a full disk", async () => {
    onSmallDisk(() => undefined);
    try {
      write("a.txt", "before");
      const before = snapshot();
      const operations = [edit("a.txt", () => "after"), create("x/y/big.txt", "x".repeat(200_000))];
      const error = await apply(operations).catch((cause: unknown) => cause);
      expect(error).toMatchObject({ code: "disk_full", kind: "failure" });
      expect(snapshot()).toEqual(before);
    } finally {
      execFileSync("umount", [cwd]);
    }
  });

  test.runIf(asRoot)("a disk that fills up at any file of many", async () => {
    onSmallDisk(() => undefined);
    try {
      write("a.txt", "before");
      const before = snapshot();
      const failures: number[] = [];
      for (const count of [2, 5, 8, 12, 20, 40]) {
        const operations = Array.from({ length: count }, (_, index) => create(`f/${index}/x.txt`, "x".repeat(4000)));
        const failed = await apply([edit("a.txt", () => "after"), ...operations]).catch(() => "failed");
        if (failed === "failed") {
          failures.push(count);
          expect(snapshot()).toEqual(before);
        }
        for (const name of readdirSync(cwd)) rmSync(join(cwd, name), { recursive: true });
        write("a.txt", "before");
      }
      expect(failures).toContain(40);
      expect(failures).not.toContain(2);
    } finally {
      execFileSync("umount", [cwd]);
    }
  });

  test.runIf(asRoot)("a read-only disk names the folder", async () => {
    onSmallDisk(() => write("a.txt", "before"));
    try {
      execFileSync("mount", ["-o", "remount,ro", cwd]);
      const error = await apply([create("x.txt", "x")]).catch((cause: unknown) => cause);
      expect(error).toMatchObject({
        code: "not_writable",
        message: `the folder ${cwd} cannot be written to: the file system is read-only`,
      });
      expect(tree()).toEqual({ "a.txt": "before" });
    } finally {
      execFileSync("umount", [cwd]);
    }
  });

  test.runIf(asRoot)("a read-only disk on which the project, or its record, would be made", async () => {
    onSmallDisk(() => mkdirSync(join(cwd, "blog/.mega/journal"), { recursive: true }));
    const disk = cwd;
    try {
      execFileSync("mount", ["-o", "remount,ro", cwd]);
      for (const name of ["blog", "new"]) {
        cwd = join(disk, name);
        await expect(apply([create("x.txt", "x")])).rejects.toMatchObject({ code: "not_writable" });
      }
    } finally {
      execFileSync("umount", [disk]);
    }
  });

  test.skipIf(asRoot)("a read-only folder is named", async () => {
    mkdirSync(join(cwd, "locked"));
    write("a.txt", "before");
    chmodSync(join(cwd, "locked"), 0o555);
    const error = await apply([edit("a.txt", () => "after"), create("locked/x.txt", "x")]).catch(
      (cause: unknown) => cause,
    );
    chmodSync(join(cwd, "locked"), 0o755);
    expect(error).toMatchObject({ code: "not_writable" });
    expect((error as Error).message).toContain(join(cwd, "locked"));
    expect(tree()).toEqual({ "a.txt": "before" });
  });

  function onSmallDisk(prepare: () => void): void {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", cwd]);
    prepare();
  }
});

function create(path: string, content: string): Operation {
  return { kind: "create", path, content };
}

function edit(path: string, change: (before: string) => string): Operation {
  return { kind: "edit", path, edit: change };
}

async function states(operations: readonly Operation[]): Promise<readonly string[]> {
  return (await comparePlan({ command: "", operations }, { cwd })).map(({ state }) => state);
}

async function apply(operations: readonly Operation[]): Promise<JournalRun | null> {
  const changes = await comparePlan({ command: "", operations }, { cwd });
  return applyChanges(changes, { cwd, command: "mega test", now });
}

function write(path: string, text: string, mode = 0o644): void {
  writeFileSync(join(cwd, path), text, { mode });
}

function sha(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Every entry below the folder with its content and mode. */
function snapshot(): Readonly<Record<string, string>> {
  const entries = readdirSync(cwd, { recursive: true, encoding: "utf8" }).map((path): [string, string] => {
    const stats = statSync(join(cwd, path));
    return [path, `${stats.mode.toString(8)} ${stats.isFile() ? readFileSync(join(cwd, path), "base64") : "folder"}`];
  });
  return Object.fromEntries(entries.sort());
}

/** The files of the project, the journal aside. */
function tree(): Readonly<Record<string, string>> {
  const files = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter(
    (path) => !path.startsWith(".mega") && statSync(join(cwd, path)).isFile(),
  );
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(cwd, path), "utf8")]));
}
