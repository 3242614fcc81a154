import { expect, test } from "vitest";
import { Type } from "typebox";

import { resolvable } from "../../../../runtime/core/schema/schema-ids.ts";
import { compileValidator } from "../../../../runtime/core/schema/validate.ts";

test("equal copies of a schema in a list have its name once", () => {
  const tag = { $id: "Tag", type: "string" };
  expect(resolvable({ anyOf: [tag, { ...tag }, { enum: [{ $id: "Tag" }] }] })).toEqual({
    anyOf: [tag, { type: "string" }, { enum: [{ $id: "Tag" }] }],
  });
});

const node = (next: object): object => ({ type: "object", required: ["name"], properties: { name: {}, next } });

test.each([
  ["at the root", node({ $ref: "#" })],
  ["from its definitions", { ...node({ $ref: "#/definitions/link" }), definitions: { link: { $ref: "#" } } }],
  ["with a name", { $id: "Chain", ...node({ $ref: "#" }) }],
  ["from a definition that it is", { $ref: "#/definitions/node", definitions: { node: node({ $ref: "#" }) } }],
])("a schema that refers to itself %s is followed", (_name, schema) => {
  const validate = compileValidator(schema);
  expect(validate({ name: 1, next: { name: 2, next: { name: 3 } } })).toBeNull();
  expect(validate({ name: 1, next: { name: 2, next: {} } })).toMatchObject([
    { path: "/next/next/name", rule: "required" },
  ]);
});

test("each root refers to itself, not to the one that was compiled before or after", () => {
  const [one, two] = ["one", "two"].map((key) =>
    compileValidator({ type: "object", required: [key], properties: { next: { $ref: "#" } } }),
  );
  expect(one?.({ one: 1, next: {} })).toMatchObject([{ path: "/next/one" }]);
  expect(two?.({ two: 1, next: {} })).toMatchObject([{ path: "/next/two" }]);
});

test("copies of a schema with an $id are one schema", () => {
  const Money = Type.Object({ amount: Type.Integer() }, { $id: "IdsMoney" });
  const validate = compileValidator(
    Type.Object({ price: Money, discount: Type.Optional(Money), all: Type.Array(Money) }),
  );
  expect(validate({ price: { amount: 1 }, all: [{ amount: 2 }] })).toBeNull();
  const wrong = validate({ price: { amount: 1 }, discount: { amount: "2" }, all: [{ amount: "3" }] });
  expect(wrong?.map(({ path }) => path)).toEqual(["/discount/amount", "/all/0/amount"]);
});

test("a reference by $id is followed beside copies", () => {
  const word = { $id: "IdsWord", type: "string" };
  const validate = compileValidator({ properties: { a: word, b: { ...word }, c: { $ref: "IdsWord" } } });
  expect(validate({ a: "a", b: "b", c: 1 })).toMatchObject([{ path: "/c", rule: "type" }]);
  expect(validate({ a: "a", b: 1, c: "c" })).toMatchObject([{ path: "/b", rule: "type" }]);
});

test("different schemas of one $id stay a mistake", () => {
  const schema = { properties: { a: { $id: "IdsSame", type: "string" }, b: { $id: "IdsSame", type: "number" } } };
  expect(() => compileValidator(schema)).toThrow(/"IdsSame" resolves to more than one schema/);
});

test("a schema that needs nothing is the same object, data is not looked into, and nothing is changed", () => {
  const plain = { type: "object", properties: { a: { const: { $id: "x" } }, b: { default: { $id: "x" } } } };
  expect(resolvable(plain)).toBe(plain);
  const own = Object.freeze(node(Object.freeze({ $ref: "#" })));
  expect(resolvable(own)).toEqual({ $id: expect.stringMatching(/^root-\d+$/), ...own });
  expect(own).not.toHaveProperty("$id");
});
