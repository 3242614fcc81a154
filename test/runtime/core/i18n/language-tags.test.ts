import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { expect, test } from "vitest";

import {
  canonicalTag,
  lookupTag,
  negotiateTag,
  parseAcceptLanguage,
} from "../../../../runtime/core/i18n/language-tags.ts";

test.each([
  ["ko-kr", "ko-KR"],
  ["EN", "en"],
  ["zh-hant-tw", "zh-Hant-TW"],
  ["en_US", undefined],
  ["", undefined],
  ["../en", undefined],
])("%s is written %s", (tag, canonical) => {
  expect(canonicalTag(tag)).toBe(canonical);
});

test.each([
  ["ko", "ko"],
  ["ko-KR", "ko"],
  ["ko-KR-x-a", "ko"],
  ["zh-Hant-CN-x-private", "zh-Hant"],
  ["zh-TW", undefined],
  ["pt", "pt-BR"],
  ["pt-PT", undefined],
  ["k", undefined],
  ["", undefined],
])("%s finds %s", (range, found) => {
  expect(lookupTag(range, ["en", "ko", "zh-Hant", "pt-BR"])).toBe(found);
});

test.each<[string, string | undefined]>([
  ["ko", "ko"],
  ["fr, ko;q=0.5, en;q=0.9", "en"],
  ["ko;q=0.8,en;q=0.8", "ko"],
  ["fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", "en"],
  ["fr", undefined],
  ["*", "en"],
  ["en;q=0, *", "ko"],
  ["ko;q=0, ko-KR", undefined],
  ["ko ; q=1.000", "ko"],
  ["ko;q=1.001, en", "en"],
  ["ko;q=abc", undefined],
  ["ko;q=0.5;x=1", undefined],
  ["", undefined],
  [", ,;q=1,;", undefined],
  ["KO-kr", "ko"],
])("Accept-Language %j gives %s", (header, found) => {
  expect(negotiateTag(header, ["en", "ko"], "en")).toBe(found);
});

test("only so many wishes are read, in a time that does not explode", () => {
  expect(parseAcceptLanguage("fr,".repeat(5000))).toHaveLength(32);
  const started = performance.now();
  negotiateTag(`${"a-".repeat(8000)}!`, ["en"], "en");
  expect(performance.now() - started).toBeLessThan(100);
});

test("any header gives a known language or none", () => {
  const part = constantFrom("ko", "en", "ko-KR", "*", ";q=", "0.5", "0", "1", ",", ";", " ", "-", "x", "é");
  const header = oneof(
    string(),
    array(part).map((parts) => parts.join("")),
  );
  assert(
    property(header, (text) => {
      expect(["en", "ko", undefined]).toContain(negotiateTag(text, ["en", "ko"], "en"));
    }),
  );
});
