import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";

import { withParticle, type Particle } from "../../../../../runtime/core/i18n/words/korean-particles.ts";

const cases: readonly (readonly [string, Particle, string])[] = [
  ["글", "이", "글이"],
  ["제목", "을", "제목을"],
  ["작가", "을", "작가를"],
  ["작가", "은", "작가는"],
  ["서울", "으로", "서울로"],
  ["집", "으로", "집으로"],
  ["나라", "으로", "나라로"],
  ["정수", "이어야", "정수여야"],
  ["문자열", "이어야", "문자열이어야"],
  ["나무", "과", "나무와"],
  ["5", "이", "5가"],
  ["10", "이", "10이"],
  ["7", "으로", "7로"],
  ["6", "을", "6을"],
  ["`제목`", "은", "`제목`은"],
  ["빈 값(null)", "이어야", "빈 값(null)이어야(여야)"],
  ["post", "을", "post을(를)"],
  ["post", "으로", "post(으)로"],
  ["", "이", "이(가)"],
  ["글".normalize("NFD"), "이", `${"글".normalize("NFD")}이`],
  ["😀", "은", "😀은(는)"],
];

test.each(cases)("%s + %s = %s", (word, particle, text) => {
  expect(withParticle(word, particle)).toBe(text);
});

test("any text keeps its letters and gets a particle", () => {
  assert(
    property(string({ unit: "binary" }), (word) => {
      const said = withParticle(word, "은");
      expect(said.startsWith(word)).toBe(true);
      expect(["은", "는", "은(는)"]).toContain(said.slice(word.length));
    }),
  );
});
