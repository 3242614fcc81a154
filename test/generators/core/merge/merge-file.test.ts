import { expect, test } from "vitest";

import { mergeFile } from "../../../../generators/core/merge/merge-file.ts";

const merge = (path: string, [base, ours, theirs]: readonly (string | Buffer)[]): string | undefined =>
  mergeFile(path, {
    base: Buffer.from(base as string),
    ours: Buffer.from(ours as string),
    theirs: Buffer.from(theirs as string),
  })?.toString();

test("JSON is merged by members, every other text by lines", () => {
  const versions = ['{\n"a":1,\n"b":1\n}', '{\n"a":1,\n"b":1,\n"c":1\n}', '{\n"a":1\n}'];
  expect(merge("en.json", versions)).toBe('{\n"a":1,\n"c":1\n}');
  expect(merge("en.txt", versions)).toBeUndefined();
});

test("bytes that are no UTF-8 are not merged, and stay where the other side changed nothing", () => {
  const bytes = Buffer.from([0xff]);
  expect(merge("a.txt", ["a", bytes, "b"])).toBeUndefined();
  expect(merge("a.txt", [bytes, "a", "b"])).toBeUndefined();
  expect(merge("a.txt", ["a", "b", bytes])).toBeUndefined();
  expect(mergeFile("a.txt", { base: Buffer.from("a"), ours: bytes, theirs: Buffer.from("a") })).toBe(bytes);
});
