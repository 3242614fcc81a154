import * as fc from "fast-check";
import { expect, test } from "vitest";

import { mergeLines } from "../../../../generators/core/merge/merge-lines.ts";

const merge = (base: string, ours: string, theirs: string): string | null =>
  mergeLines({ base: lines(base), ours: lines(ours), theirs: lines(theirs) })
    ?.trimEnd()
    .split("\n")
    .join("") ?? null;

/** Each letter a line. */
function lines(text: string): string {
  return Array.from(text, (letter) => `${letter}\n`).join("");
}

test.each([
  ["abc", "abXc", "Yabc", "YabXc", "changes of different places"],
  ["abc", "aXbc", "ac", "aXc", "a new line before one that goes"],
  ["abc", "abXc", "ac", "aXc", "a new line behind one that goes"],
  ["abc", "Xabc", "", "X", "a new line before all that goes"],
  ["abcd", "aXcd", "abYd", "aXYd", "neighbours"],
  ["abc", "aXc", "aXc", "aXc", "the same change twice"],
  ["abc", "abcX", "abcX", "abcX", "the same line added twice"],
  ["abcdef", "bcdef", "abcde", "bcde", "both ends"],
  ["", "X", "", "X", "an empty base"],
  ["abcd", "aXbcd", "aYcd", "aXYcd", "a line before one that changes"],
])("%s with %s and %s is %s: %s", (...row) => {
  const [base, ours, theirs, wanted] = row;
  expect(merge(base, ours, theirs)).toBe(wanted);
  expect(merge(base, theirs, ours)).toBe(wanted);
});

test.each([
  ["abc", "aXc", "aYc", "two texts of one line"],
  ["abc", "abXc", "abYc", "two lines at one place"],
  ["abc", "aXc", "", "a changed line that goes"],
])("%s with %s and %s overlap: %s", (base, ours, theirs) => {
  expect(merge(base, ours, theirs)).toBeNull();
});

test("a last line without an end is a line of its own", () => {
  expect(mergeLines({ base: "a\nb", ours: "a\nb", theirs: "a" })).toBe("a");
  expect(mergeLines({ base: "a\nb\n", ours: "x\na\nb\n", theirs: "a\nb" })).toBe("x\na\nb");
});

test("line ends of Windows are part of their lines", () => {
  expect(mergeLines({ base: "a\r\nb\r\n", ours: "a\r\nb\r\nc\r\n", theirs: "x\r\nb\r\n" })).toBe("x\r\nb\r\nc\r\n");
});

const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 }).map((letters) => lines(letters.join("")));

test("what one side alone changed is taken, whichever side it is, and the order does not matter", () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      expect(mergeLines({ base, ours, theirs: base })).toBe(ours);
      expect(mergeLines({ base, ours: base, theirs })).toBe(theirs);
      expect(mergeLines({ base, ours, theirs: ours })).toBe(ours);
      expect(mergeLines({ base, ours, theirs })).toBe(mergeLines({ base, ours: theirs, theirs: ours }));
    }),
  );
});
