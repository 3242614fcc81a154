import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addMissingKeys } from "../../../generators/core/json-edit.ts";

const texts = { post: { one: "Post", fields: { title: "Title" } } };

test("new groups go to the end, and nothing else changes", () => {
  const before = '{\n    "b": {"x": 1,\n  "y": [1,{"z":"}"}]},\n    "a": "1"\n}\n';
  expect(add(before)).toBe(
    `${before.slice(0, -3)},\n    "post": {\n        "one": "Post",\n        "fields": {\n            "title": "Title"\n        }\n    }\n}\n`,
  );
});

test("missing texts join their group, and texts that are there stay", () => {
  const before = '{\n  "post": {\n    "one": "Article",\n    "fields": {}\n  },\n  "z": "z"\n}';
  expect(add(before)).toBe(
    '{\n  "post": {\n    "one": "Article",\n    "fields": {\n      "title": "Title"\n    }\n  },\n  "z": "z"\n}',
  );
});

test("texts for several groups go into each", () => {
  const more = { a: { x: "1", y: "2" }, b: { x: "3" }, c: "4" };
  expect(addMissingKeys('{\n  "b": {},\n  "a": { "x": "0" }\n}\n', more, "en.json")).toBe(
    '{\n  "b": {\n    "x": "3"\n  },\n  "a": { "x": "0",\n    "y": "2"\n  },\n  "c": "4"\n}\n',
  );
});

test("a file with all of them does not change by a byte", () => {
  const before = '{ "post" : {"fields":{"title":"x"},\r\n"one":""} }';
  expect(add(before)).toBe(before);
  expect(add(add("{}\n"))).toBe(add("{}\n"));
});

test("flat keys count as well", () => {
  const before = '{\n  "post.one": "Article",\n  "post.fields.title": "T"\n}\n';
  expect(add(before)).toBe(before);
});

test("line ends and tabs are kept", () => {
  expect(add('{\r\n\t"a": "1"\r\n}\r\n')).toBe(
    '{\r\n\t"a": "1",\r\n\t"post": {\r\n\t\t"one": "Post",\r\n\t\t"fields": {\r\n\t\t\t"title": "Title"\r\n\t\t}\r\n\t}\r\n}\r\n',
  );
});

test.each([
  ["[]", "it is no JSON object"],
  ["{,}", "JSON"],
  ["", "JSON"],
  ['{"post":"text"}', "post is there and is no group of texts"],
  ['{"post":{"fields":["x"]}}', "post.fields is there and is no group of texts"],
])("%j cannot be edited", (before, reason) => {
  expect(() => add(before)).toThrow(reason);
});

test("any JSON object gets the missing texts and keeps the rest", () => {
  const spacing = fc.constantFrom(undefined, 2, 4, "\t");
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spacing, (object, indent) => {
      fc.pre(!Object.hasOwn(object, "post") && !Object.hasOwn(object, "__proto__"));
      fc.pre(!Object.keys(object).some((key) => key.startsWith("post.")));
      const after: unknown = JSON.parse(add(JSON.stringify(object, null, indent)));
      expect(after).toEqual({ ...(JSON.parse(JSON.stringify(object)) as object), ...texts });
    }),
  );
});

function add(before: string): string {
  return addMissingKeys(before, texts, "en.json");
}
