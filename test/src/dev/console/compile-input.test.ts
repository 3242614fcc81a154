import { describe, expect, test } from "vitest";

import { compileInput } from "../../../../src/dev/console/compile-input.ts";

const kindOf = async (source: string): Promise<string> => {
  const input = await compileInput(source);
  if (input.kind === "code") return "code";
  return input.isIncomplete ? "goes on" : "mistake";
};

test.each([
  ["const a: number = 1 as number satisfies number", "    ( a = 1);"],
  ["enum E { A = 1 }", "( E = /* @__PURE__ */ ((E2) => {"],
  ["import type { A } from 'a'\nimport { type B, c } from 'b'", '({ "c": c } = await __import("b"));'],
  ["type A = { a: 1 }", ""],
  ["await f<string>(1)", "await f(1)"],
  ["{ a: 1 }", "({ a: 1 })"],
  ["{ a: 1 };", "a: 1;"],
  ["{ const a = 1; f(a) }", "const a = 1;"],
  ["module.exports", "module.exports"],
])("%j is code", async (source, part) => {
  const input = await compileInput(source);
  expect(input).toMatchObject({ kind: "code", code: expect.stringContaining(part) as string });
});

describe("what is not complete goes on", () => {
  test.each([
    ["f(", "goes on"],
    ["function f() {", "goes on"],
    ["class A {", "goes on"],
    ["const a =", "goes on"],
    ["const a: {", "goes on"],
    ["interface A {", "goes on"],
    ["a +", "goes on"],
    ["a.", "goes on"],
    ["[1, 2", "goes on"],
    ["`a", "goes on"],
    ["`a${b", "goes on"],
    ["/* a", "goes on"],
    ["if (a)", "goes on"],
    ["do {}", "goes on"],
    ['{ "a": 1,', "goes on"],
    ["{ a: 1,", "goes on"],
    ["try {", "goes on"],
    ['"a', "mistake"],
    ["/a", "mistake"],
    ["a b", "mistake"],
    ["return 1", "mistake"],
    ["const a: = 1", "mistake"],
    [")", "mistake"],
    ["{ a: 1 ] }", "mistake"],
    ["", "code"],
    ["// only a comment", "code"],
    ["a", "code"],
    ["if (a) b", "code"],
  ])("%j: %s", async (source, expected) => {
    expect(await kindOf(source)).toBe(expected);
  });
});

test("a mistake is shown with its line", async () => {
  expect(await compileInput('const a = 1\nconst 한글: = "x"\n')).toEqual({
    kind: "mistake",
    isIncomplete: false,
    message: 'Unexpected "="',
    frame: '  1 │ const a = 1\n> 2 │ const 한글: = "x"\n    │           ^',
  });
});
