import { describe, expect, test } from "vitest";

import { compileCoercion } from "../../../../runtime/core/schema/coerce.ts";
import { compileValidator } from "../../../../runtime/core/schema/validate.ts";

function coerced(property: object, value: unknown): unknown {
  const input = { value };
  compileCoercion({ type: "object", properties: { value: property } })(input);
  return input.value;
}

describe("numbers", () => {
  test.each([
    ["7", 7],
    ["-7", -7],
    ["0", 0],
    ["1.50", 1.5],
  ])("%j is a number", (text, number) => {
    expect(coerced({ type: "number" }, text)).toBe(number);
  });

  test.each(["0x7", "7e0", "7.0", "07", " 7", "7 ", "", "+7", ".5", "5.", "Infinity", "NaN", "1_000", "9".repeat(400)])(
    "%j stays text, so that the schema refuses it",
    (text) => {
      expect(coerced({ type: "integer" }, text)).toBe(text);
      const validate = compileValidator({ type: "object", properties: { id: { type: "integer" } } }, "text");
      expect(validate({ id: text })).toMatchObject([{ path: "/id", rule: "type" }]);
    },
  );
});

test("booleans are true and false, nothing else", () => {
  expect(["true", "false", "1", "yes", ""].map((text) => coerced({ type: "boolean" }, text))).toEqual([
    true,
    false,
    "1",
    "yes",
    "",
  ]);
});

test("what may be text stays text", () => {
  expect(coerced({ type: "string" }, "7")).toBe("7");
  expect(coerced({ type: ["integer", "string"] }, "7")).toBe("7");
  expect(coerced({ anyOf: [{ const: "7" }, { const: 7 }] }, "7")).toBe("7");
});

test("types are found in unions, literals and lists", () => {
  expect(coerced({ anyOf: [{ const: 1 }, { const: 2 }] }, "2")).toBe(2);
  expect(coerced({ enum: [1, 2] }, "1")).toBe(1);
  expect(coerced({ type: ["integer", "null"] }, "3")).toBe(3);
  expect(coerced({ type: "array", items: { type: "integer" } }, ["1", "x"])).toEqual([1, "x"]);
  expect(coerced({ type: "array", items: { type: "string" } }, "one")).toEqual(["one"]);
  expect(coerced({ type: "array" }, "1")).toEqual(["1"]);
});
