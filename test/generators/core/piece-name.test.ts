import * as fc from "fast-check";
import { expect, test } from "vitest";

import { GeneratorError } from "../../../generators/core/errors.ts";
import { parseFlatName, parsePieceName } from "../../../generators/core/piece-name.ts";

test.each([
  ["health", { file: "health", depth: 0, variable: "health", type: "Health", label: "health" }],
  ["posts", { file: "posts", depth: 0, variable: "posts", type: "Posts", label: "posts" }],
  [
    "Admin/DailyReport",
    {
      file: "admin/daily-report",
      depth: 1,
      variable: "adminDailyReport",
      type: "AdminDailyReport",
      label: "admin daily report",
    },
  ],
  ["a/b/c", { file: "a/b/c", depth: 2, variable: "aBc", type: "ABc", label: "a b c" }],
])("%s", (text, name) => {
  expect(parsePieceName(text)).toEqual(name);
});

test.each([
  ["", "it is empty"],
  ["../evil", "it leads out of its folder"],
  ["a b", "it holds a space"],
  ["class", '"class" is a reserved word of TypeScript'],
  ["constructor", '"constructor" has a meaning of its own in the generated code'],
  ["aux", '"aux" is no file name on Windows'],
  ["x".repeat(65), "it has 65 characters, and 64 is the limit"],
])("%j is refused", (text, reason) => {
  expect(() => parsePieceName(text)).toThrow(reason);
  expect(() => parsePieceName(text)).toThrow(GeneratorError);
});

test("names that the files have for other things are refused", () => {
  expect(() => parsePieceName("make-app", ["makeApp"])).toThrow('"makeApp" has a meaning of its own');
  expect(parsePieceName("make-app").variable).toBe("makeApp");
});

test("a flat folder takes no folders", () => {
  expect(parseFlatName("request-timer").file).toBe("request-timer");
  expect(() => parseFlatName("admin/timer")).toThrow("it has a folder");
});

test("whatever is typed, a name is a file below its folder and an identifier, or it is refused", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[A-Za-z0-9/_-]{1,70}$/)), (text) => {
      try {
        const { file, variable, type, depth } = parsePieceName(text);
        expect(file).toMatch(/^[a-z][a-z0-9-]*(?:\/[a-z][a-z0-9-]*)*$/);
        expect(variable).toMatch(/^[a-z][A-Za-z0-9]*$/);
        expect(type).toMatch(/^[A-Z][A-Za-z0-9]*$/);
        expect(file.split("/")).toHaveLength(depth + 1);
      } catch (error) {
        expect(error).toMatchObject({ code: "name_refused", kind: "usage" });
      }
    }),
  );
});
