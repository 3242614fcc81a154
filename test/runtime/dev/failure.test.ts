import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { MegaError } from "../../../runtime/core/errors/errors.ts";
import { toFailure } from "../../../runtime/dev/failure.ts";

const root = "/home/kim/블로그 app";
const project = { root, files: [] };

describe("toFailure", () => {
  test("an error of the project's own code", () => {
    const error = stacked(new TypeError("no"), "apps/main/a.ts:2:3");
    expect(toFailure(error, project)).toMatchObject({
      code: "app_threw",
      message: "TypeError: no",
      at: { file: "apps/main/a.ts", line: 2, column: 3 },
      stack: expect.stringContaining("TypeError: no"),
    });
  });

  test("an error without a place in the project is a bug of the framework", () => {
    const error = new Error("inside");
    error.stack = "Error: inside\n    at node:fs:1:2";
    expect(toFailure(error, project)).toMatchObject({ code: "unexpected", at: undefined });
  });

  test("an error of the table keeps its code and hint, and has no stack; its place is the cause's", () => {
    const cause = stacked(new Error("inner"), "apps/main/routes/a.ts:5:6");
    const error = new MegaError("table_missing", { table: "posts" }, { cause });
    error.stack = "MegaError: x\n    at node:fs:1:2";
    const failure = toFailure(error, project);
    expect(failure).toMatchObject({
      code: "table_missing",
      hint: expect.stringContaining("mega db migrate"),
      at: { line: 5 },
    });
    expect(failure.stack).toBeUndefined();
  });

  test("anything else that was thrown", () => {
    expect(toFailure("just a text", null)).toMatchObject({
      code: "unexpected",
      message: expect.stringContaining("just a text"),
    });
    expect(toFailure(undefined, project).message).toContain("undefined");
  });
});

describe("what Node says when modules are linked", () => {
  let folder: string;
  const source = [
    'import { a } from "other";',
    'import { defineRouts as define } from "mega-framework";',
    'import "dayjs/plugin/utc.js";',
  ].join("\n");

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mega-failure-"));
    await mkdir(join(folder, "apps/main/routes"), { recursive: true });
    await writeFile(join(folder, "apps/main/routes/a.ts"), source);
  });
  afterEach(() => rm(folder, { recursive: true }));
  const built = () => ({
    root: folder,
    files: ["gone.ts", "apps/main/routes/a.ts"],
  });

  test("a package that is not installed: which file, which line, which command", () => {
    const error = new Error(`Cannot find package 'dayjs' imported from ${folder}/manifest.mjs`);
    expect(toFailure(error, built())).toEqual({
      code: "package_missing",
      message: "apps/main/routes/a.ts imports `dayjs`, which is not installed.",
      hint: "Run `npm install dayjs`.",
      at: { file: "apps/main/routes/a.ts", line: 3, column: 9 },
    });
  });

  test("a failure that is wrapped in what was being done is told itself", () => {
    const cause = new Error(`Cannot find package 'dayjs' imported from ${folder}/manifest.mjs`);
    const error = new MegaError("routes_invalid", { mistakes: ["a.ts: Cannot find package"] }, { cause });
    expect(toFailure(error, built())).toMatchObject({ code: "package_missing", at: { line: 3 } });
  });

  test("an export that a package does not have", () => {
    const error = new SyntaxError(
      "The requested module 'mega-framework' does not provide an export named 'defineRouts'",
    );
    expect(toFailure(error, built())).toMatchObject({
      code: "export_missing",
      message: "apps/main/routes/a.ts imports `defineRouts` from `mega-framework`, which has no such export.",
      at: { file: "apps/main/routes/a.ts", line: 2, column: 10 },
    });
  });

  test("an export that a file of the project does not have", async () => {
    await writeFile(join(folder, "apps/main/routes/a.ts"), 'import { Post, gone } from "../models/post.ts";');
    const error = new SyntaxError(
      "The requested module '../models/post.ts.mjs' does not provide an export named 'gone'",
    );
    expect(toFailure(error, built())).toMatchObject({
      message: "apps/main/routes/a.ts imports `gone` from `../models/post.ts`, which has no such export.",
      at: { file: "apps/main/routes/a.ts", line: 1, column: 16 },
    });
  });

  test("when no file imports it the place is left out", () => {
    const error = new Error("Cannot find package 'dayjs' imported from /x/manifest.mjs");
    expect(toFailure(error, project)).toMatchObject({ code: "package_missing", at: undefined });
  });
});

function stacked(error: Error, place: string): Error {
  error.stack = `${String(error)}\n    at f (${root}/${place})`;
  return error;
}
