import { describe, expect, test } from "vitest";

import { placeInStack, placeOfError } from "../../../runtime/core/stack-place.ts";

const root = "/home/kim/블로그 app";

test("an error is from where what it wraps is from, and from nowhere without a stack", () => {
  const thrown = (stack: string | undefined, cause?: unknown): Error =>
    Object.assign(new Error("x", { cause }), { stack });
  const at = (row: number): string => `Error: x\n    at a (${root}/a.ts:${row}:1)`;
  expect(placeOfError(thrown(at(1), thrown(at(2))), root)).toMatchObject({ line: 2 });
  expect(placeOfError(thrown(at(1), thrown(undefined)), root)).toMatchObject({ line: 1 });
  expect(placeOfError(thrown(at(1), "a text"), root)).toMatchObject({ line: 1 });
});

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
    [
      "    at async file:///home/kim/%EB%B8%94%EB%A1%9C%EA%B7%B8%20app/a.ts:10:1",
      { file: "a.ts", line: 10, column: 1 },
    ],
    ["    at new Thing (/home/kim/블로그 app/a.ts:10:1)", { file: "a.ts", line: 10, column: 1 }],
  ])("%s", (line, place) => expect(placeInStack(`Error: x\n${line}`, root)).toEqual(place));

  test.each([
    ["    at f (/srv/blog (1)/a.ts:3:9)"],
    ["    at Thing.f [as g (h)] (/srv/blog (1)/a.ts:3:9)"],
    ["    at /srv/blog (1)/a.ts:3:9"],
    ["    at async file:///srv/blog%20(1)/a.ts:3:9"],
    ["    at async Promise.all (index 0)\n    at async f (file:///srv/blog%20(1)/a.ts:3:9)"],
  ])("of a folder with parentheses: %s", (lines) =>
    expect(placeInStack(`Error: x\n${lines}`, "/srv/blog (1)")).toEqual({ file: "a.ts", line: 3, column: 9 }),
  );

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

  test("is no evaluated code, wherever the process stands", () =>
    expect(
      placeInStack(
        `Error: x\n    at eval (<anonymous>:1:2)\n    at f (eval at g (${process.cwd()}/a.ts:1:2), <anonymous>:1:2)`,
        process.cwd(),
      ),
    ).toBeUndefined());

  test("is none without such a file", () => expect(placeInStack("Error: x\n    at node:fs:1:2", root)).toBeUndefined());
});
