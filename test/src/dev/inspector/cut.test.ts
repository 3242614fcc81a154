import * as fc from "fast-check";
import { expect, test } from "vitest";

import { cutToSize } from "../../../../src/dev/inspector/cut.ts";

const read = (json: Buffer): unknown => JSON.parse(json.toString());

test("what fits stays as it is", () => {
  expect(read(cutToSize({ a: "x", list: [1] }, 100, {}))).toEqual({ a: "x", list: [1] });
});

test("texts and lists are cut no more than it takes", () => {
  const entry = { kind: "log", text: "x".repeat(2_000), list: Array.from({ length: 500 }, (_, index) => index) };
  const cut = read(cutToSize(entry, 2_500, { kind: "log" }));
  expect(cut).toEqual({ ...entry, text: `${"x".repeat(256)}…`, list: entry.list.slice(0, 256), isCut: true });
});

test("of what cannot be cut nothing is left but what must be", () => {
  const fields = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`field${index}`, index]));
  expect(read(cutToSize({ kind: "log", fields }, 200, { kind: "log" }))).toEqual({ kind: "log", isCut: true });
});

test("is never larger than it may be, in bytes, whatever it says", () => {
  const entry = fc.record({
    kind: fc.constant("log"),
    value: fc.jsonValue({ maxDepth: 4 }),
    text: fc.string({ unit: "grapheme", maxLength: 9_000 }),
  });
  fc.assert(
    fc.property(entry, fc.integer({ min: 64, max: 3_000 }), (value, most) => {
      const cut = cutToSize(value, most, { kind: "log" });
      expect(cut.length).toBeLessThanOrEqual(most);
      expect(read(cut)).toMatchObject({ kind: "log" });
    }),
  );
});
