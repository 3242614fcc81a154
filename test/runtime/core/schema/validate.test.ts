import * as fc from "fast-check";
import { Type } from "typebox";
import { expect, test } from "vitest";

import {
  ajvErrorToValidationError,
  compileValidator,
  markLarge,
  MAX_VALIDATION_DETAILS,
} from "../../../../runtime/core/schema/validate.ts";

const Post = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 5 }),
    views: Type.Optional(Type.Integer({ minimum: 0 })),
    tags: Type.Optional(Type.Array(Type.String())),
    author: Type.Optional(Type.Object({ name: Type.String() }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);

test("right input has no mistakes", () => {
  expect(compileValidator(Post)({ title: "Hello" })).toBeNull();
});

test("every mistake is told, each with the path of its property", () => {
  const details = compileValidator(Post)({ views: "x", nope: 1, tags: [1], author: { name: "Kim", age: 3 } });
  expect(details?.map(({ path, rule }) => `${path} ${rule}`).toSorted()).toEqual([
    "/author/age additionalProperties",
    "/nope additionalProperties",
    "/tags/0 type",
    "/title required",
    "/views type",
  ]);
  expect(details?.find(({ path }) => path === "/title")).toEqual({
    path: "/title",
    rule: "required",
    message: "`title` is required",
    params: { missingProperty: "title" },
  });
});

test.each([
  [{ title: "" }, "`title` must not be empty"],
  [{ title: "too long" }, "`title` must have at most 5 characters"],
  [{ title: "x", views: -1 }, "`views` must be at least 0"],
  [{ title: "x", views: 1.5 }, "`views` must be an integer"],
  [{ title: "x", a: 1 }, "`a` is not known"],
  ["text", "The input must be an object"],
  [null, "The input must be an object"],
])("%j: %s", (input, message) => {
  expect(compileValidator(Post)(input)?.[0]?.message).toBe(message);
});

test.each([
  [{ format: "http-url" }, "javascript:alert(1)", "`x` must be an http or https address"],
  [{ format: "slug" }, "A b", "`x` must be lower-case words joined by hyphens"],
  [{ format: "int64" }, "1e3", "`x` must be a whole number within 64 bits"],
  [{ format: "time-of-day" }, "25:00", "`x` must be a time such as 09:30:00"],
  [{ format: "ipv4" }, "::", "`x` must be a valid ipv4"],
  [{ pattern: "^a$" }, "b", "`x` must match ^a$"],
  [{ pattern: "^a$", expects: "the letter a" }, "b", "`x` must be the letter a"],
])("what %j expects is said in words", (rule, x, message) => {
  const schema = Type.Object({ x: Type.String(rule) });
  expect(compileValidator(schema)({ x })?.[0]?.message).toBe(message);
});

test("a value is rewritten to the spelling that is stored, where it stands in something", () => {
  const uuid = { type: "string", format: "uuid", canonical: "uuid" };
  const input = { id: "6F9619FF-8B86-D011-B42D-00C04FC964FF" };
  expect(compileValidator({ type: "object", properties: { id: uuid } })(input)).toBeNull();
  expect(input.id).toBe("6f9619ff-8b86-d011-b42d-00c04fc964ff");
  expect(compileValidator(uuid)("6F9619FF-8B86-D011-B42D-00C04FC964FF")).toBeNull();
  expect(compileValidator(uuid)("x")).toMatchObject([{ path: "", rule: "format" }]);
});

test("a moment that no calendar has is refused", () => {
  const when = { type: "string", format: "date-time", canonical: "date-time" };
  const validate = compileValidator({ type: "object", properties: { when } });
  expect(validate({ when: "2016-12-31T23:59:60Z" })).toMatchObject([{ path: "/when", rule: "canonical" }]);
});

test("a property that no part of the schema allows is named", () => {
  const keyword = "unevaluatedProperties";
  const error = { keyword, instancePath: "/a", schemaPath: "#", params: { unevaluatedProperty: "b" } };
  expect(ajvErrorToValidationError(error)).toMatchObject({ path: "/a/b", message: "`a.b` is not known" });
});

test("bodies are not coerced, text is", () => {
  const schema = Type.Object({
    id: Type.Integer(),
    on: Type.Optional(Type.Boolean()),
    tags: Type.Optional(Type.Array(Type.String())),
  });
  expect(compileValidator(schema)({ id: "7" })).not.toBeNull();
  const query = { id: "7", on: "true", tags: "one" };
  expect(compileValidator(schema, "text")(query)).toBeNull();
  expect(query).toEqual({ id: 7, on: true, tags: ["one"] });
  for (const id of ["", "abc", "1.5", "1.0", "1;drop table posts"]) {
    expect(compileValidator(schema, "text")({ id })).not.toBeNull();
  }
});

test("defaults are filled in", () => {
  const input = {};
  expect(compileValidator(Type.Object({ limit: Type.Integer({ default: 20 }) }), "text")(input)).toBeNull();
  expect(input).toEqual({ limit: 20 });
});

test("the number of mistakes told is limited", () => {
  const input = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`p${n}`, n]));
  expect(compileValidator(Post)({ title: "x", ...input })).toHaveLength(MAX_VALIDATION_DETAILS);
});

test("a large input is told its first mistake only", () => {
  const input = { views: "x", nope: 1 };
  markLarge(input);
  expect(compileValidator(Post)(input)).toHaveLength(1);
});

test("what is no object cannot be marked, and has all its mistakes told", () => {
  markLarge("text");
  markLarge(null);
  expect(compileValidator(Post)("text")).toHaveLength(1);
});

test("an input that the first look has made right is refused for what it was", () => {
  const number = { type: "string", format: "int64", canonical: "int64" };
  const schema = {
    type: "object",
    anyOf: [{ properties: { id: { const: "7" } } }, { properties: { id: number, kind: { const: "number" } } }],
  };
  expect(compileValidator(schema)({ id: "007", kind: "text" })).toMatchObject([
    { path: "/id", rule: "const" },
    { path: "/kind", rule: "const" },
    { path: "", rule: "anyOf" },
  ]);
});

test("a property with slashes and tildes is a JSON pointer", () => {
  expect(compileValidator(Post)({ title: "x", "a/b~c": 1 })?.[0]?.path).toBe("/a~1b~0c");
});

test("the same `$id` may be compiled twice", () => {
  const schema = { $id: "post", type: "object" };
  compileValidator(schema);
  expect(() => compileValidator({ ...schema })).not.toThrow();
});

test("a schema with a misspelt keyword is refused when it is compiled", () => {
  expect(() => compileValidator({ type: "string", maxLenght: 3 })).toThrowError(/maxLenght/);
});

test("an input is refused exactly when it has mistakes to tell", () => {
  const validate = compileValidator(
    Type.Object({ n: Type.Integer({ minimum: 0, maximum: 9 }) }, { additionalProperties: false }),
  );
  fc.assert(
    fc.property(fc.object(), (input) => {
      const isRight =
        Object.keys(input).join() === "n" &&
        Number.isInteger(input["n"]) &&
        Number(input["n"]) >= 0 &&
        Number(input["n"]) <= 9;
      const details = validate(input);
      expect(details === null).toBe(isRight);
      if (details !== null) expect(details.length).toBeGreaterThan(0);
    }),
  );
});
