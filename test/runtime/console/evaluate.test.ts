import { assert, asyncProperty, constantFrom, json, record, uniqueArray } from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";

import { describeError } from "../../../runtime/console/describe-error.ts";
import { Inputs } from "./support.ts";

let inputs: Inputs;

beforeEach(() => {
  inputs = new Inputs();
});

describe("the value", () => {
  test.each([
    ["1 + 1", 2],
    ["await Promise.resolve(3)", 3],
    ["const a = 1", undefined],
    ["const a = await Promise.resolve(1); a", 1],
    ["const { a, b: [b] } = { a: 1, b: [await 2] }; a + b", 3],
    ["{ a: 1 }", { a: 1 }],
    ["enum E { A = 3 }\nE[3]", "A"],
    ["namespace N { export const a = 4 }; N.a", 4],
    ["f(); function f() { return 5 as number }", undefined],
    ["const f = (n: number): number => n <= 1 ? 1 : n * f(n - 1)\nf(5)", 120],
    ["class A { static #a = 6; static get() { return A.#a } }\nA.get()", 6],
    ["for (var i = 0; i < 7; i++) {}\ni", 7],
    ["if (true) { var deep = 8 }\ndeep", 8],
    ["export default class B { b = 9 }\nnew B().b", 9],
    ["let u; u", undefined],
    ["'use strict'; 10", 10],
    ["// nothing", undefined],
    ["import.meta.dirname", "/project"],
  ])("of %j", async (source, expected) => {
    expect(await inputs.run(source)).toEqual(expected);
  });

  test("that is a promise stays one", async () => {
    expect(await inputs.run("({ then: 1 }), Promise.resolve(1)").then(() => "settled")).toBe("settled");
  });
});

test("variables outlive their input, and may be declared again", async () => {
  await inputs.run("const a = 1; let b = 2; var c = 3; function d() { return a + b + c }; class E { e = d() }");
  await inputs.run("b = 10");
  expect(await inputs.run("new E().e")).toBe(14);
  await inputs.run("const a = 100");
  expect(await inputs.run("d()")).toBe(113);
  await inputs.run("a = 200");
  expect(await inputs.run("a")).toBe(200);
});

test("a variable that is assigned without a declaration is one of the console, not a global", async () => {
  await inputs.run("answer = await Promise.resolve(42)");
  expect([await inputs.run("answer"), "answer" in globalThis]).toEqual([42, false]);
  expect(await inputs.thrownBy("(() => { mistyped = 1 })()")).toBeInstanceOf(ReferenceError);
});

test("a declaration that throws leaves the value of before", async () => {
  await inputs.run("let a = 1");
  await inputs.thrownBy("a = (() => { throw new Error() })()");
  expect(await inputs.run("a")).toBe(1);
});

test("whatever declarations hold, the variables have their values afterwards", async () => {
  const name = constantFrom("a", "b", "c", "한글", "$d", "_e");
  const declaration = record({ kind: constantFrom("const", "let", "var"), name, value: json({ maxDepth: 2 }) });
  await assert(
    asyncProperty(uniqueArray(declaration, { minLength: 1, selector: (it) => it.name }), async (declarations) => {
      const own = new Inputs();
      await own.run(
        declarations.map((it) => `${it.kind} ${it.name} = JSON.parse(${JSON.stringify(it.value)})`).join("\n"),
      );
      const found = await Promise.all(declarations.map((it) => own.run(it.name)));
      expect(found).toEqual(declarations.map((it) => JSON.parse(it.value) as unknown));
    }),
    { numRuns: 30 },
  );
});

describe("an error", () => {
  const linesOf = async (source: string): Promise<unknown> => {
    const { root, placeOf } = { root: "/project", placeOf: inputs.evaluator.placeOf.bind(inputs.evaluator) };
    return describeError(await inputs.thrownBy(source), { root, placeOf });
  };

  test.each([
    ["throw new TypeError('no')", "TypeError: no", ["at input[1]:1:7"]],
    ["const a: any = null\n\na.b", "TypeError: Cannot read properties of null (reading 'b')", ["at input[1]:3:3"]],
    [
      "function f(a: string): never {\n  throw new Error(a)\n}\nawait 1\nf('x')",
      "Error: x",
      ["at f (input[1]:2:9)", "at input[1]:5:1"],
    ],
    ["throw 5", "5 was thrown", []],
    [
      "throw new Error('a', { cause: new Error('b') })",
      "Error: a",
      ["at input[1]:1:7", "caused by: Error: b", "at input[1]:1:31"],
    ],
  ])("of %j names the lines that were typed", async (source, message, lines) => {
    expect(await linesOf(source)).toEqual({ message, lines, hint: undefined });
  });

  test("names the inputs that it went through", async () => {
    await inputs.run("type A = {}\nfunction f() {\n  throw new Error('x')\n}");
    expect(await linesOf("f()")).toMatchObject({ lines: ["at f (input[1]:3:9)", "at input[2]:1:1"] });
  });
});

describe("an input that is cancelled", () => {
  test("throws the reason, and nobody minds what it throws later", async () => {
    const cancel = new AbortController();
    const running = inputs.run("await new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 5))", {
      signal: cancel.signal,
    });
    cancel.abort(new Error("cancelled"));
    await expect(running).rejects.toThrow("cancelled");
    const before = AbortSignal.abort(new Error("before"));
    await expect(inputs.run("await new Promise(() => {})", { signal: before })).rejects.toThrow("before");
  });
});
