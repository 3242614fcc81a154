import { describe, expect, test } from "vitest";

import { hoistInput } from "../../../../src/dev/console/hoist.ts";

/** The first line is the compiler's own. */
const code = (module: string): string => hoistInput(module).code;

describe("the code", () => {
  test.each([
    ["1 + 1;", "return { value: (\n1 + 1) };"],
    ["f();\ng();", "\nf();return { value: (\ng()) };"],
    ["const a = 1, b = 2;", "\n    ( a = 1, b = 2);"],
    ["let a;", "\n  ( a = void 0);"],
    ["var a;", "\n  ( a);"],
    ["const { a, b: [c = 1, ...d] } = o;", "\n    ( { a, b: [c = 1, ...d] } = o);"],
    ["function f() {\n}", "\nfunction f() {\n}"],
    ["class A {\n}", "A = \nclass A {\n};"],
    ['import "a";', '\nawait __import("a");'],
    ['import a, { b as c } from "d";', '\n({ "default": a, "b": c } = await __import("d"));'],
    ['import * as a from "b";', '\na = await __import("b");'],
    ['import a, * as b from "c";', '\n({ "default": a } = b = await __import("c"));'],
    [
      'import a from "./b.json" with { type: "json" };',
      '\n({ "default": a } = await __import("./b.json", {"with":{"type":"json"}}));',
    ],
    ['import {\n  a\n} from "b";\na;', '\n({ "a": a } = await __import("b"));\n\nreturn { value: (\na) };'],
    ['f(() => import("a"));', 'return { value: (\nf(() => __import("a"))) };'],
    ["import.meta.url;", "return { value: (\n__meta.url) };"],
    ["export const a = 1;", "\n           ( a = 1);"],
    ["export { a };", "\n             "],
    ['export * from "a";', `\n${" ".repeat(18)}`],
    ["export default class A {\n}", "\n               A = class A {\n};"],
    ["export default function() {\n}", "\n               (function() {\n})"],
    ["for (var i = 0, n; i < 1; i++) {\n}", "\nfor (    i = 0, n; i < 1; i++) {\n}"],
    ["for (var [a] of b) {\n}", "\nfor (    [a] of b) {\n}"],
    ["for (let a of b) {\n}", "\nfor (let a of b) {\n}"],
    ["if (a) {\n  var { b } = a;\n}", "\nif (a) {\n    ( { b } = a);\n}"],
    ["f(function() {\n  var a = 1;\n});", "return { value: (\nf(function() {\n  var a = 1;\n})) };"],
    ["", "\n"],
  ])("of %j", (module, expected) => {
    expect(code(module)).toBe(expected);
  });

  test("has every line where it was", () => {
    const module = 'import {\n  a\n} from "x";\nlet b = a;\nfunction f() {\n  return b;\n}\nf();';
    const lines = code(module).split("\n");
    expect(lines).toHaveLength(1 + module.split("\n").length);
    expect([lines[4]?.indexOf("b = a"), lines[6], lines[8]]).toEqual([4, "  return b;", "f()) };"]);
  });
});

describe("the variables", () => {
  test.each([
    ["const { a, b: { c }, ...d } = o, [e, , f = 1, ...g] = p;", { declares: ["a", "c", "d", "e", "f", "g"] }],
    ["function f() {}\nclass A {}\nasync function* g() {}", { declares: ["f", "A", "g"], functions: ["f", "g"] }],
    ["a = 1;", { declares: [], assigns: ["a"] }],
    ["[a, b.c] = d;", { assigns: ["a"] }],
    ["({ a, ...b } = c);", { assigns: [] }],
    ["a += 1;", { assigns: [] }],
    ["let a; a = 1;", { declares: ["a"], assigns: [] }],
    ["for (var a of b) { var c; let d; }", { declares: ["a", "c"] }],
    ["{ function f() {} }", { declares: [], functions: [] }],
    ["const f = () => { var a = 1; };", { declares: ["f"] }],
    ["class A { static { var a = 1; } }", { declares: ["A"] }],
    [
      'import a, { b as c, "d-e" as e } from "f";\nimport * as g from "h";',
      {
        declares: ["a", "c", "e", "g"],
        imports: [
          { specifier: "f", names: { a: "default", c: "b", e: "d-e" } },
          { specifier: "h", names: { g: "*" } },
        ],
      },
    ],
  ])("of %j", (module, expected) => {
    expect(hoistInput(module)).toMatchObject(expected);
  });
});
