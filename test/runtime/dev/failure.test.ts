import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { MegaError } from "../../../runtime/core/errors.ts";
import { toFailure } from "../../../runtime/dev/failure.ts";
import { placeInStack } from "../../../runtime/dev/stack-place.ts";

const root = "/home/kim/블로그 app";
const project = { root, entry: `${root}/.mega/build/1/manifest.mjs` };

describe("the place in a stack", () => {
  test.each([
    [
      "    at handler (/home/kim/블로그 app/apps/main/routes/posts.ts:3:9)",
      { file: "apps/main/routes/posts.ts", line: 3, column: 9 },
    ],
    ["    at /home/kim/블로그 app/mega.config.ts:1:2", { file: "mega.config.ts", line: 1, column: 2 }],
    [
      "    at async Posts.find (file:///home/kim/%EB%B8%94%EB%A1%9C%EA%B7%B8%20app/a.ts:10:1)",
      { file: "a.ts", line: 10, column: 1 },
    ],
    ["    at new Thing (/home/kim/블로그 app/a.ts:10:1)", { file: "a.ts", line: 10, column: 1 }],
  ])("%s", (line, place) => expect(placeInStack(`Error: x\n${line}`, root)).toEqual(place));

  test("is the first of the project's own files", () => {
    const stack = [
      "TypeError: x is not a function (see a.ts:1:1)",
      "    at node:internal/process/task_queues:95:5",
      "    at parse (node:internal/url:1:2)",
      "    at f (/home/kim/블로그 app/node_modules/kysely/dist/index.js:1:2)",
      "    at g (/home/kim/블로그 app/.mega/build/1/manifest.mjs:1:2)",
      "    at h (/home/kim/other/b.ts:1:2)",
      "    at eval (<anonymous>:1:2)",
      "    at i (/home/kim/블로그 app/apps/main/a.ts:7:8)",
      "    at j (/home/kim/블로그 app/apps/main/b.ts:1:1)",
    ].join("\n");
    expect(placeInStack(stack, root)).toEqual({ file: "apps/main/a.ts", line: 7, column: 8 });
  });

  test("is none without such a file", () => expect(placeInStack("Error: x\n    at node:fs:1:2", root)).toBeUndefined());
});

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
    await writeFile(
      join(folder, "manifest.mjs.map"),
      JSON.stringify({ sources: ["apps/main/routes/a.ts"], sourcesContent: [source] }),
    );
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("a package that is not installed: which file, which line, which command", () => {
    const error = new Error(`Cannot find package 'dayjs' imported from ${folder}/manifest.mjs`);
    expect(toFailure(error, { root: folder, entry: join(folder, "manifest.mjs") })).toEqual({
      code: "package_missing",
      message: "apps/main/routes/a.ts imports `dayjs`, which is not installed.",
      hint: "Run `npm install dayjs`.",
      at: { file: "apps/main/routes/a.ts", line: 3, column: 9 },
    });
  });

  test("an export that a package does not have", () => {
    const error = new SyntaxError(
      "The requested module 'mega-framework' does not provide an export named 'defineRouts'",
    );
    expect(toFailure(error, { root: folder, entry: join(folder, "manifest.mjs") })).toMatchObject({
      code: "export_missing",
      message: "apps/main/routes/a.ts imports `defineRouts` from `mega-framework`, which has no such export.",
      at: { file: "apps/main/routes/a.ts", line: 2, column: 10 },
    });
  });

  test("without a source map the place is left out", () => {
    const error = new Error("Cannot find package 'dayjs' imported from /x/manifest.mjs");
    expect(toFailure(error, project)).toMatchObject({ code: "package_missing", at: undefined });
  });
});

function stacked(error: Error, place: string): Error {
  error.stack = `${String(error)}\n    at f (${root}/${place})`;
  return error;
}
