import * as fc from "fast-check";
import { expect, test } from "vitest";

import { mergeJson } from "../../../../generators/core/merge/merge-json.ts";

test("a group that goes takes its comma along, and a neighbour that somebody added stays as it was written", () => {
  const base = '{\n  "home": "x",\n  "post": {\n    "one": "Post"\n  }\n}\n';
  const ours = '{\n  "home": "x",\n  "post": {\n    "one": "Post"\n  },\n  "mine": [1,  2]\n}\n';
  expect(mergeJson({ base, ours, theirs: '{\n  "home": "x"\n}\n' })).toBe('{\n  "home": "x",\n  "mine": [1,  2]\n}\n');
});

test("a group that goes leaves what somebody put into it", () => {
  const base = '{\n  "post": {\n    "one": "Post"\n  }\n}\n';
  const ours = '{\n  "post": {\n    "mine": 1,\n    "one": "Post"\n  }\n}\n';
  expect(mergeJson({ base, ours, theirs: "{}\n" })).toBe('{\n  "post": {\n    "mine": 1\n  }\n}\n');
});

test("the first and the only member go cleanly", () => {
  expect(mergeJson({ base: '{"a":1,"b":2}', ours: '{"a":1,"b":2,"c":3}', theirs: '{"b":2}' })).toBe('{"b":2,"c":3}');
  expect(mergeJson({ base: '{"a":1,"b":{"x":1}}', ours: '{"a":2,"b":{"x":1}}', theirs: '{"a":1,"b":{}}' })).toBe(
    '{"a":2,"b":{}}',
  );
});

test("members that come go to the ends of their groups", () => {
  const ours = '{\n  "a": 1,\n  "z": {}\n}\n';
  expect(mergeJson({ base: '{"a":1}', ours, theirs: '{"a":1,"b":{"c":[1]}}' })).toBe(
    '{\n  "a": 1,\n  "z": {},\n  "b": {\n    "c": [\n      1\n    ]\n  }\n}\n',
  );
});

test("a changed value is put in again", () => {
  const ours = '{\n  "a": 1,\n  "mine": 0\n}\n';
  const merged = mergeJson({ base: '{ "a": 1 }', ours, theirs: '{ "a": 2 }' });
  expect(JSON.parse(merged ?? "")).toEqual({ a: 2, mine: 0 });
});

test.each([
  ['{"a":1}', '{"a":2}', '{"a":3}'],
  ['{"a":1}', '{"a":2}', "{}"],
  ['{"a":{"x":1}}', '{"a":{"x":2}}', "{}"],
  ["{}", '{"a":1}', '{"a":{"x":1}}'],
  ["{}", '{"a":{"x":1}}', '{"a":1}'],
  ['{"a":{"x":1}}', '{"a":{"x":2}}', '{"a":{"x":3}}'],
  ['{"a":[1]}', '{"a":[2]}', '{"a":[3]}'],
])("%s with %s and %s: one value, changed on both sides", (base, ours, theirs) => {
  expect(mergeJson({ base, ours, theirs })).toBeNull();
});

test("what is no JSON object is merged by lines", () => {
  expect(mergeJson({ base: "[\n1\n]\n", ours: "[\n1,\n2\n]\n", theirs: "// x\n[\n1\n]\n" })).toBe(
    "// x\n[\n1,\n2\n]\n",
  );
  expect(mergeJson({ base: '{"a":1}', ours: "{", theirs: '{"a":2}' })).toBeNull();
});

test("a member that both sides added in different places is there once", () => {
  const base = '{\n  "a": 1,\n  "b": 2\n}\n';
  const ours = '{\n  "x": 0,\n  "a": 1,\n  "b": 2\n}\n';
  expect(mergeJson({ base, ours, theirs: '{\n  "a": 1,\n  "x": 0,\n  "b": 2\n}\n' })).toBe(ours);
});

test("a group that goes and that somebody has emptied is gone", () => {
  expect(mergeJson({ base: '{"a":{"x":1},"b":1}', ours: '{"a":{},"b":1}', theirs: '{"b":1}' })).toBe('{"b":1}');
});

test("a group that both sides added holds what each put into it", () => {
  const merged = mergeJson({ base: "{}", ours: '{"a":{"x":1}}', theirs: '{"a":{"y":2}}' });
  expect(JSON.parse(merged ?? "")).toEqual({ a: { x: 1, y: 2 } });
});

test("a comma that no line needs any more is not left", () => {
  const merged = mergeJson({ base: '{\n"a":1\n}\n', ours: "{\n}\n", theirs: '{\n"x":0,\n"a":1\n}\n' });
  expect(JSON.parse(merged ?? "")).toEqual({ x: 0 });
});

test("of doubled members the last one counts, and one is left", () => {
  const merged = mergeJson({ base: '{"b":1}', ours: '{"a":1,"a":2,"b":1}', theirs: '{"b":2}' });
  expect(merged).toBe('{"a":2,\n  "b": 2\n}');
});

const group = fc.dictionary(
  fc.constantFrom("a", "b", "c", "__proto__"),
  fc.oneof(
    fc.constant("x"),
    fc.integer({ max: 3, min: 0 }),
    fc.dictionary(fc.constantFrom("d", "e"), fc.constantFrom(1, 2)),
  ),
  { maxKeys: 4 },
);
const indent = fc.constantFrom(undefined, 2, "\t");

test("what one side alone changed is what the merged text says, whatever its form", () => {
  fc.assert(
    fc.property(group, group, indent, (base, other, space) => {
      const [a, b] = [JSON.stringify(base, null, space), JSON.stringify(other, null, space)];
      expect(mergeJson({ base: a, ours: b, theirs: a })).toBe(b);
      const merged = mergeJson({ base: a, ours: a, theirs: b });
      expect(JSON.parse(merged ?? "")).toEqual(JSON.parse(b));
    }),
  );
});

test("which side is whose changes nothing but the order", () => {
  fc.assert(
    fc.property(fc.tuple(group, group, group), indent, (values, space) => {
      const [a = "", b = "", c = ""] = values.map((value) => JSON.stringify(value, null, space));
      const merged = mergeJson({ base: a, ours: b, theirs: c });
      const back = mergeJson({ base: a, ours: c, theirs: b });
      if (merged !== null && back !== null) expect(JSON.parse(merged)).toEqual(JSON.parse(back));
    }),
  );
});
