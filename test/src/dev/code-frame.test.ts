import { expect, test } from "vitest";

import { codeFrame } from "../../../src/dev/code-frame.ts";

const source = ["one", "two", "three", "\tfour(five)", "six", "seven"].join("\n");

test("shows the line between its neighbours, with a mark under the column", () => {
  expect(codeFrame(source, { line: 4, column: 7 })).toBe(
    ["  2 │ two", "  3 │ three", "> 4 │  four(five)", "    │       ^", "  5 │ six"].join("\n"),
  );
});

test("at the edges of a file", () => {
  expect(codeFrame("only", { line: 1, column: 1 })).toBe("> 1 │ only\n    │ ^");
  expect(codeFrame("a\r\nb\r\n", { line: 2, column: 1 })).toBe("  1 │ a\n> 2 │ b\n    │ ^\n  3 │");
});

test("a line that is not there has no frame", () => {
  expect(codeFrame(source, { line: 9, column: 1 })).toBeNull();
});

test("a very long line is cut, and a mark beyond the cut is left out", () => {
  const frame = codeFrame("x".repeat(5000), { line: 1, column: 4000 });
  expect(frame?.length).toBeLessThan(200);
  expect(frame).not.toContain("^");
});
