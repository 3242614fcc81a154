import * as fc from "fast-check";
import { expect, test } from "vitest";

import { visibleLines } from "../../../generators/adr/visible-lines.ts";

function seen(text: string): readonly string[] {
  return visibleLines(text.split("\n")).map((line) => line.trimEnd());
}

test.each([
  ["a\n```ts\nb\n```\nc", ["a", "", "", "", "c"]],
  ["~~~\n```\na\n~~~\nb", ["", "", "", "", "b"]],
  ["````\n```\na\n````\nb", ["", "", "", "", "b"]],
  ["```\nnever closed", ["", ""]],
  ["``` a `` b", ["``` a `` b"]],
  ["a `b` c", ["a     c"]],
  ["a ``b ` c`` d", ["a           d"]],
  ["a \\`b c` d", ["a \\`b c` d"]],
  ["a <!-- b --> c <!-- d --> e", ["a            c            e"]],
  ["a <!-- b\n## c\nd --> e", ["a", "", "      e"]],
  ["a --> b", ["a --> b"]],
  ["a <!-- never closed\nb", ["a <!-- never closed", "b"]],
  ["a \\<!-- b\nc --> d", ["a \\<!-- b", "c --> d"]],
  ["<!-- a --> b <!-- c\n--> d", ["           b", "    d"]],
  ["<!--\n```\n--> a", ["", "", "    a"]],
])("%j", (text, lines) => {
  expect(seen(text)).toEqual(lines);
});

test("each line keeps its length, and its letters or blanks", () => {
  const part = fc.constantFrom("`", "```", "~~~", "<!--", "-->", "a", " ", "\\", "#");
  fc.assert(
    fc.property(fc.array(fc.array(part).map((parts) => parts.join(""))), (lines) => {
      const visible = visibleLines(lines);
      expect(visible.map(({ length }) => length)).toEqual(lines.map(({ length }) => length));
      for (const [index, line] of visible.entries())
        for (const [at, letter] of Array.from(line).entries()) expect([" ", lines[index]?.[at]]).toContain(letter);
    }),
  );
});
