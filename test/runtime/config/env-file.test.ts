import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { parseEnvFile, readEnvFiles } from "../../../runtime/config/env-file.ts";

const variables = (text: string): readonly unknown[] =>
  parseEnvFile(".env", text)
    .variables.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
    .map(({ name, value, line }) => [name, value, line]);

test("variables know their line, also behind quoted text of several lines", () => {
  const text = ["# c", "A=1", "", 'KEY="-----BEGIN', "B=not a variable", '-----END"', "export C = 3 # c", "A=2"].join(
    "\n",
  );
  expect(variables(text)).toEqual([
    ["KEY", "-----BEGIN\nB=not a variable\n-----END", 4],
    ["C", "3", 7],
    ["A", "2", 8],
  ]);
  expect(parseEnvFile(".env", text).mistakes).toEqual([]);
});

test("a byte order mark and the line ends of Windows change nothing", () => {
  expect(variables('\uFEFFA=1\r\nB="x\r\ny"\r\n\r\nC=3\r\n')).toEqual([
    ["A", "1", 1],
    ["B", "x\ny", 2],
    ["C", "3", 5],
  ]);
});

test.each([
  ["", []],
  ["\n\n", []],
  ["A=", [["A", "", 1]]],
  ["A='it # is' # c", [["A", "it # is", 1]]],
  ["A=`b`", [["A", "b", 1]]],
  ["constructor=x", [["constructor", "x", 1]]],
])("%j", (text, expected) => {
  expect(variables(text)).toEqual(expected);
});

test("a value of a megabyte", () => {
  const value = "x".repeat(1_000_000);
  expect(variables(`A="${value}"\nB=1\n`)).toEqual([
    ["A", value, 1],
    ["B", "1", 2],
  ]);
});

test("any text gives variables that are set in it, or mistakes; never a throw", () => {
  const line = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.constantFrom("A=1", 'B="', "'", "`", "=", "\r", "\0", "export ", "C = 'x", "#", "__proto__=1"),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const { variables, mistakes } = parseEnvFile(".env", lines.join("\n"));
      for (const { value } of variables) expect(typeof value).toBe("string");
      for (const { line } of mistakes) expect(line === undefined || line >= 1).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("what is written as NAME=value is read as it was", () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
  fc.assert(
    fc.property(fc.dictionary(name, fc.stringMatching(/^[\w:/@.-]{1,20}$/), { maxKeys: 6 }), (env) => {
      const text = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
      expect(variables(text.join(""))).toEqual(
        Object.entries(env).map(([name, value], index) => [name, value, index + 1]),
      );
    }),
  );
});

test("files that are not there are none, one that may not be read is told", async () => {
  const root = await mkdtemp(join(tmpdir(), "mega-env-"));
  expect(readEnvFiles(root, "test")).toEqual([]);
  await writeFile(join(root, ".env.test"), "A=1\n");
  expect(readEnvFiles(root, "test").map(({ file }) => file)).toEqual([".env.test"]);
  await chmod(join(root, ".env.test"), 0);
  const isRoot = execFileSync("id", ["-u"], { encoding: "utf8" }).trim() === "0";
  const message = "it cannot be read: EACCES";
  if (!isRoot) expect(readEnvFiles(root, "test")).toMatchObject([{ variables: [], mistakes: [{ message }] }]);
  await rm(root, { recursive: true });
});
