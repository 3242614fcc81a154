import { expect, test } from "vitest";

import { call, CODE_WIDTH, literal, print, property, raw } from "../../../generators/core/code.ts";

const LONG = "x".repeat(CODE_WIDTH);
const start = { indent: 0, column: 0 };

test.each<[unknown, string]>([
  [{}, "{}"],
  [[], "[]"],
  [null, "null"],
  [1e21, "1e21"],
  [{ a: [1, "b"], "c-d": { e: true } }, '{ a: [1, "b"], "c-d": { e: true } }'],
  ['say "hi"', "'say \"hi\"'"],
  ["it's `${x}`\n", '"it\'s `${x}`\\n"'],
])("%j is one line", (value, text) => {
  expect(print(literal(value), start)).toBe(text);
});

test("what cannot be broken stays as it is, however long", () => {
  expect(print(raw(LONG), start)).toBe(LONG);
  expect(print(literal([LONG, {}]), start)).toBe(`[\n  "${LONG}",\n  {},\n]`);
  expect(property(["key", literal(LONG)], 2)).toBe(`  key:\n    "${LONG}"`);
});

test("a call opens its last argument where the others fit before it, else each has its line", () => {
  const options = literal({ a: LONG });
  expect(print(call("f", [raw("x"), options]), start)).toBe(`f(x, {\n  a:\n    "${LONG}",\n})`);
  expect(print(call("f", [options, raw("x")]), start)).toBe(`f(\n  {\n    a:\n      "${LONG}",\n  },\n  x,\n)`);
});
