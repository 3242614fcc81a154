import { expect, test } from "vitest";

import { mergeFile } from "../../../../generators/core/merge/merge-file.ts";

async function merge(path: string, versions: readonly (string | Buffer)[]): Promise<string | undefined> {
  const [base, ours, theirs] = versions.map((one) => Buffer.from(one as string)) as [Buffer, Buffer, Buffer];
  return (await mergeFile(path, { base, ours, theirs }))?.toString();
}

test("JSON is merged by members, every other text by lines", async () => {
  const versions = ['{\n"a":1,\n"b":1\n}', '{\n"a":1,\n"b":1,\n"c":1\n}', '{\n"a":1\n}'];
  expect(await merge("en.json", versions)).toBe('{\n"a":1,\n"c":1\n}');
  expect(await merge("en.txt", versions)).toBeUndefined();
});

test("bytes that are no UTF-8 are not merged, and stay where the other side changed nothing", async () => {
  const bytes = Buffer.from([0xff]);
  expect(await merge("a.txt", ["a", bytes, "b"])).toBeUndefined();
  expect(await merge("a.txt", [bytes, "a", "b"])).toBeUndefined();
  expect(await merge("a.txt", ["a", "b", bytes])).toBeUndefined();
  expect(await mergeFile("a.txt", { base: Buffer.from("a"), ours: bytes, theirs: Buffer.from("a") })).toBe(bytes);
});
