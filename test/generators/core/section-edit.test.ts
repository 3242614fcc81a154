import * as fc from "fast-check";
import { expect, test } from "vitest";

import { addParagraphs } from "../../../generators/core/section-edit.ts";

const addition = { section: "Status", paragraphs: ["Superseded by [2. B](0002-b.md)"], ends: ["accepted", "proposed"] };
const record = "# 1. A\n\n## Status\n\nAccepted\n\nAmends [0. Z](0000-z.md)\n\n## Context\n\nWhy.\n";

test("a paragraph goes to the end of its section, once, and ends what it ends", () => {
  const edited = addParagraphs(record, addition);
  expect(edited).toBe(
    "# 1. A\n\n## Status\n\nAmends [0. Z](0000-z.md)\n\nSuperseded by [2. B](0002-b.md)\n\n## Context\n\nWhy.\n",
  );
  expect(addParagraphs(edited, addition)).toBe(edited);
});

test("line ends stay what they are; the last section ends with the text", () => {
  expect(addParagraphs("## status\r\n\r\nAccepted\r\n", { ...addition, ends: [] })).toBe(
    "## status\r\n\r\nAccepted\r\n\r\nSuperseded by [2. B](0002-b.md)\r\n",
  );
  expect(addParagraphs("## Status\n", addition)).toBe("## Status\n\nSuperseded by [2. B](0002-b.md)\n");
});

test.each(["", "# Status\n\nAccepted\n", "## Context\n"])("%j has no such section, and stays", (text) => {
  expect(addParagraphs(text, addition)).toBe(text);
});

test("the order of two additions is all that their order decides", () => {
  const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(words, ([a = "", b = ""]) => {
      const add = (text: string, word: string): string =>
        addParagraphs(text, { section: "Status", paragraphs: [word], ends: ["accepted"] });
      const sorted = (text: string): readonly string[] => text.split("\n").toSorted();
      expect(sorted(add(add(record, a), b))).toEqual(sorted(add(add(record, b), a)));
    }),
  );
});
