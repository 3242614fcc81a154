import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Modules } from "../../../../src/dev/compile/modules.ts";
import { makeProject, type TestProject } from "../support/project.ts";

const a = "lib/a.ts";
const b = "lib/b.ts";
const c = "lib/c.ts";

let project: TestProject;
let folder: string;
let modules: Modules;

beforeEach(async () => {
  project = await makeProject();
  folder = join(project.root, ".mega", "build", "x");
  await mkdir(folder, { recursive: true });
  modules = open();
  await old(a, 'import { b } from "./b.ts";\nexport const a: string = `a${b}`;\n');
  await old(b, 'export const b = "b";\n');
});
afterEach(() => project[Symbol.asyncDispose]());

const open = (records = {}): Modules =>
  new Modules({ root: project.root, folder, now: () => new Date(), half: join(folder, "half") }, records);

/** Writes a file as if that was long ago. */
async function old(file: string, text: string, secondsAgo = 60): Promise<void> {
  await project.write(file, text);
  const then = Date.now() / 1000 - secondsAgo + 0.123;
  await utimes(join(project.root, file), then, then);
}

const made = (file: string): string => join(folder, `${file}.mjs`);
const writtenAt = async (file: string): Promise<number> => (await stat(made(file))).ctimeMs;
/** In a process of its own, as the app is: what it exports that is data. */
async function load(file: string): Promise<Record<string, unknown>> {
  const code = `console.log(JSON.stringify({ ...(await import(${JSON.stringify(pathToFileURL(made(file)).href)})) }))`;
  const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", code]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

test("each file is a module of its own, which imports the others", async () => {
  await modules.update([a]);
  expect(Object.keys(modules.records)).toEqual([a, b]);
  expect(await readFile(made(a), "utf8")).toContain('from "./b.ts.mjs"');
  expect((await load(a))["a"]).toBe("ab");
});

test("only what changed is made anew", async () => {
  await modules.update([a]);
  const before = [await writtenAt(a), await writtenAt(b)];
  await old(b, 'export const b = "new";\n', 30);
  await modules.update([a]);
  expect(await writtenAt(a)).toBe(before[0]);
  expect(await writtenAt(b)).not.toBe(before[1]);
  expect((await load(a))["a"]).toBe("anew");
});

test("what was written within one tick of the clock is read again", async () => {
  const now = Date.now() / 1000;
  await project.write(b, 'export const b = "1";\n');
  await utimes(join(project.root, b), now + 0.0005, now + 0.0005);
  await modules.update([a]);
  await project.write(b, 'export const b = "2";\n');
  await utimes(join(project.root, b), now + 0.0005, now + 0.0005);
  await modules.update([a]);
  expect((await load(a))["a"]).toBe("a2");
});

test("another process goes on with what is there, and makes what was deleted", async () => {
  await modules.update([a]);
  const before = await writtenAt(a);
  await rm(made(b));
  const next = open(JSON.parse(JSON.stringify(modules.records)));
  await next.update([a]);
  expect(await writtenAt(a)).toBe(before);
  expect((await load(a))["a"]).toBe("ab");
});

test("a module that somebody else wrote is made anew", async () => {
  await modules.update([a]);
  await writeFile(made(b), "export const b = 'theirs';");
  await modules.update([a]);
  expect((await load(a))["a"]).toBe("ab");
});

test("what nobody imports any more goes", async () => {
  await modules.update([a, b]);
  await old(a, 'export const a = "alone";\n', 30);
  await modules.update([a]);
  expect(Object.keys(modules.records)).toEqual([a]);
  await expect(stat(made(b))).rejects.toThrow("ENOENT");
});

describe("a mistake", () => {
  test("keeps everything as it was", async () => {
    await modules.update([a]);
    await old(b, 'export const b = "new";\n', 30);
    await old(a, "export const a = ;\n", 30);
    await expect(modules.update([a])).rejects.toMatchObject({ failure: { at: { file: a, line: 1, column: 18 } } });
    expect(await readFile(made(b), "utf8")).toContain('"b"');
    await old(a, 'export { b } from "./b.ts";\n', 20);
    await modules.update([a]);
    expect((await load(a))["b"]).toBe("new");
  });

  test("of a file that is gone is one of the file that imports it, until it is there again", async () => {
    await modules.update([a]);
    await project.remove(b);
    await expect(modules.update([a])).rejects.toMatchObject({
      failure: { message: `${a}:1:19: Could not resolve "./b.ts"` },
    });
    await old(b, 'export const b = "back";\n');
    await modules.update([a]);
    expect((await load(a))["a"]).toBe("aback");
  });
});

test("data is in the module that imports it, and changes it", async () => {
  await old("lib/words.json", '{ "word": "one" }');
  await old(a, 'import words, { word } from "./words.json";\nexport const a = [words.word, word];\n');
  await modules.update([a]);
  expect((await load(a))["a"]).toEqual(["one", "one"]);
  await old("lib/words.json", '{ "word": "two" }', 30);
  await modules.update([a]);
  expect((await load(a))["a"]).toEqual(["two", "two"]);
});

test.each([
  ["a circle", { [b]: 'import { a } from "./a.ts";\nexport const b = "b";\nexport const later = (): string => a;\n' }],
  ["a file named by what it will be", { [a]: 'import { b } from "./b.js";\nexport const a = "a" + b;\n' }],
  ["a file named without its ending", { [a]: 'import { b } from "./b";\nexport const a = "a" + b;\n' }],
  ["an import as late as a call", { [a]: 'export const a = "a" + (await import("./b.ts")).b;\n' }],
  [
    "a folder",
    { [a]: 'import { b } from "./c";\nexport const a = "a" + b;\n', "lib/c/index.ts": 'export { b } from "../b.ts";' },
  ],
  [
    "CommonJS",
    { [a]: 'import { b } from "./old.cjs";\nexport const a = "a" + b;\n', "lib/old.cjs": 'exports.b = "b";' },
  ],
  [
    "JavaScript",
    { [a]: 'import { b } from "./b.mjs";\nexport const a = "a" + b;\n', "lib/b.mjs": 'export const b = "b";' },
  ],
  [
    "an import of package.json",
    {
      [a]: 'import { b } from "#b";\nexport const a = "a" + b;\n',
      "package.json": '{ "type": "module", "imports": { "#b": "./lib/b.ts" } }',
    },
  ],
  [
    "letters that mean something to Node",
    {
      [a]: 'import { b } from "./50% 한 #1.ts";\nexport const a = "a" + b;\n',
      "lib/50% 한 #1.ts": 'export const b = "b";',
    },
  ],
  [
    "a file beside the project",
    { [a]: 'import { b } from "../../b.ts";\nexport const a = "a" + b;\n', "../b.ts": 'export const b = "b";' },
  ],
])("%s works", async (_what, files) => {
  for (const [file, text] of Object.entries(files)) await old(file, text);
  await modules.update([a]);
  expect((await load(a))["a"]).toBe("ab");
  // And a second time, from what is known.
  await modules.update([a]);
  expect((await load(a))["a"]).toBe("ab");
});

test("types are no imports", async () => {
  await old(
    a,
    'import type { C } from "./c.ts";\nimport { C as Used } from "./c.ts";\nexport const a: C = "a" as Used;\n',
  );
  await old(c, "export type C = string;\n");
  await modules.update([a]);
  expect(Object.keys(modules.records)).toEqual([a]);
});
