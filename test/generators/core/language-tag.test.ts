import * as fc from "fast-check";
import { expect, test } from "vitest";

import { parseTag } from "../../../generators/core/language-tag.ts";

test.each([
  ["de", "de"],
  ["pt-br", "pt-BR"],
  ["ZH-hant-tw", "zh-Hant-TW"],
  ["tlh", "tlh"],
])("%s is %s", (text, tag) => {
  expect(parseTag(text)).toBe(tag);
});

test.each([
  ["", '"" is no language: it is no tag of BCP 47'],
  ["german language", "it is no tag of BCP 47"],
  ["../de", "it is no tag of BCP 47"],
  ["de\n", "it is no tag of BCP 47"],
  ["xx", '"xx" is no language: nobody speaks "xx"'],
  ["checkout", 'nobody speaks "checkout"'],
  ["d".repeat(99), `"${"d".repeat(35)}..." is no language`],
])("%j is refused", (text, reason) => {
  expect(() => parseTag(text)).toThrow(reason);
});

test("whatever is typed, a tag is a file name, or it is refused", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z]{1,9}(-[A-Za-z0-9]{1,9}){0,3}$/)), (text) => {
      try {
        expect(parseTag(text)).toMatch(/^[A-Za-z0-9-]{2,40}$/);
      } catch (error) {
        expect(error).toMatchObject({ code: "locale_refused", kind: "usage" });
      }
    }),
  );
});
