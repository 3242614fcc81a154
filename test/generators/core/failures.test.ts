import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { GeneratorError } from "../../../generators/core/errors.ts";
import { describeFailure, errorCode, writeError } from "../../../generators/core/failures.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mega-failures-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const failed = (code: unknown, more: object = {}): Error => Object.assign(new Error("said so"), { code, ...more });

test("a failed call is told in plain words, anything else as it says", () => {
  expect([failed("EACCES"), failed("EWHAT"), failed(7), new Error("said so"), "text"].map(describeFailure)).toEqual([
    "permission denied",
    "said so",
    "said so",
    "said so",
    "text",
  ]);
  expect([failed("EACCES"), failed(7), new Error("x"), null].map(errorCode)).toEqual([
    "EACCES",
    undefined,
    undefined,
    undefined,
  ]);
});

test.each(["ENOSPC", "EDQUOT"])("%s is a full disk", (code) => {
  expect(writeError(failed(code), "a.ts")).toMatchObject({ code: "disk_full" });
});

test.each(["EACCES", "EPERM", "EROFS"])("%s names the folder that refused: the nearest that is there", (code) => {
  const said = expect.stringContaining(`the folder ${folder} cannot be written to`);
  const path = join(folder, "a/b/c.ts");
  expect(writeError(failed(code, { path }), "elsewhere.ts")).toMatchObject({ code: "not_writable", message: said });
  expect(writeError(failed(code), path)).toMatchObject({ code: "not_writable", message: said });
});

test("what is told already stays, and the rest is a failed write", () => {
  const told = new GeneratorError("path_outside", { path: "../a" });
  expect(writeError(told, "a.ts")).toBe(told);
  expect(writeError(failed("EIO"), "a.ts")).toMatchObject({
    code: "write_failed",
    message: "a.ts could not be written: said so",
  });
});

test("who has no users yet is told of the command that makes them", () => {
  const hint = (owner: string): string => new GeneratorError("owner_missing", { owner, files: ["a.ts"] }).hint;
  expect(hint("user")).toContain("run `mega g auth` first");
  expect(hint("author")).toContain("use --owner user");
});

test("where nothing was generated yet there is nothing to list", () => {
  const hints = (runs: number): string[] =>
    (["nothing_to_undo", "nothing_to_redo"] as const).map((code) => new GeneratorError(code, { runs }).hint);
  expect(hints(0)).toEqual(["nothing was generated here yet", "nothing was generated here yet"]);
  expect(hints(2)).toEqual(["`mega history` lists the runs", "`mega history` lists the runs"]);
});

test("an unknown record is told of the one with nearly its name, else of the list", () => {
  const hint = (near?: string): string => new GeneratorError("adr_unknown", { ref: "7", dir: "docs/adr", near }).hint;
  expect([hint("0007-use-redis.md"), hint()]).toEqual([
    "did you mean 0007-use-redis.md?",
    "`mega adr list` lists the records",
  ]);
});
