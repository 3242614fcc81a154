import { expect, test } from "vitest";

import { jsonText } from "../../../runtime/console/json-text.ts";
import { resultText } from "../../../runtime/console/result-text.ts";

test.each([
  [undefined, "null"],
  [null, "null"],
  ["a", '"a"'],
  [10n, '"10"'],
  [{ a: 1n, b: undefined, c: () => 1 }, '{"a":"1"}'],
  [[undefined, Symbol("a")], "[null,null]"],
  [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  [new Map([["a", new Set([1n])]]), '[["a",["1"]]]'],
  [Number.NaN, "null"],
  [{ toJSON: () => ({ a: 1n }) }, '{"a":"1"}'],
  [JSON.parse('{ "__proto__": 1 }'), '{"__proto__":1}'],
])("%o as JSON", (value, expected) => {
  expect(jsonText(value)).toBe(expected);
});

test("a value that appears twice is written twice", () => {
  const shared = { a: 1 };
  expect(jsonText([shared, shared])).toBe('[{"a":1},{"a":1}]');
});

test("a value that holds itself says where", () => {
  const value = { list: [{}], map: new Map() };
  value.list[0] = { above: value };
  expect(() => jsonText(value)).toThrow("it holds itself at value.list[0].above");
});

test.each([[() => 1, "a function has no JSON"] as const, [Symbol("a"), "a symbol has no JSON"] as const])(
  "%o has none",
  (value, message) => {
    expect(() => jsonText(value)).toThrow(message);
  },
);

test("without --json a string is as it is, nothing is nothing, and the rest is inspected", () => {
  const plain = { json: false, colors: false };
  expect([resultText("a", plain), resultText(undefined, plain), resultText({ a: 1n }, plain)]).toEqual([
    "a",
    null,
    "{ a: 1n }",
  ]);
  expect(resultText(1, { json: false, colors: true })).toContain("\u001B[33m1");
  expect(resultText("a", { json: true, colors: true })).toBe('"a"');
});
