import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { signatureOf } from "../../../src/dev/compile/signature.ts";
import { ProjectModules } from "../../../runtime/dev/modules/project-modules.ts";

let folder: string;
let modules: ProjectModules;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mega modules-"));
  await write("main.mjs", 'export { word } from "./lib/word.mjs"; log("main");');
  await write("lib/word.mjs", 'export const word = "one"; log("word");');
  await write("other.mjs", 'export const other = "other"; log("other");');
  log = [];
  Object.assign(globalThis, { log: (line: string) => log.push(line) });
  modules = await open([]);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  delete (globalThis as { log?: unknown }).log;
});

/** What the modules have said when they ran. */
let log: string[];
let opened = 0;

const path = (file: string): string => join(folder, file);

/** In one step, as the compiler does it. */
async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(path(file)), { recursive: true });
  await writeFile(`${path(file)}.half`, text);
  await rename(`${path(file)}.half`, path(file));
}

/** As the compiler tells of them. */
function signatures(): Readonly<Record<string, string>> {
  const known = ["main.mjs", "lib/word.mjs", "other.mjs", "lib/new.mjs"].map((file) => [file, signatureOf(path(file))]);
  return Object.fromEntries(known.filter(([, signature]) => signature !== undefined));
}

async function open(all: readonly string[], packages: readonly string[] = []): Promise<ProjectModules> {
  const file = `imports-${++opened}.mjs`;
  await write(
    file,
    `export const packages = ${JSON.stringify(packages)}, modules = ${JSON.stringify(all)};
     export const load = (specifier, options) => import(/* @vite-ignore */ specifier, options);
     export const resolve = (specifier) => "resolved:" + specifier;`,
  );
  return ProjectModules.open(path(file));
}

describe("import", () => {
  test("runs a module once, with what it imports", async () => {
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "one" });
    expect(await modules.import(path("lib/word.mjs"))).toMatchObject({ word: "one" });
    expect(log).toEqual(["word", "main"]);
  });

  test("of several at once that share modules", async () => {
    const files = Array.from({ length: 20 }, (_, index) => `many/${index}.mjs`);
    for (const file of files) await write(file, 'export { word } from "../lib/word.mjs"; await null;');
    const all = await Promise.all(files.map((file) => modules.import(path(file))));
    expect(all.every(({ word }) => word === "one")).toBe(true);
    expect(log).toEqual(["word"]);
  });

  test("knows cycles, awaits, dynamic imports, packages, data and what import.meta says", async () => {
    await write("a.mjs", 'import { b } from "./b.mjs"; export const a = () => "a" + b();');
    await write("b.mjs", 'import { a } from "./a.mjs"; export const b = () => typeof a;');
    await write("data.json", '{ "from": "json" }');
    await write(
      "all.mjs",
      `import { a } from "./a.mjs";
       import { basename } from "node:path";
       import * as paths from "node:path";
       const other = await import("./other.mjs");
       const again = await import("node:path");
       export const result = [a(), basename("/x/y"), again === paths, other.other, import.meta.resolve("some")];
       export const meta = { ...import.meta };`,
    );
    const { result, meta } = await modules.import(path("all.mjs"));
    expect(result).toEqual(["afunction", "y", true, "other", "resolved:some"]);
    expect(meta).toMatchObject({
      url: pathToFileURL(path("all.mjs")).href,
      filename: path("all.mjs"),
      dirname: folder,
    });
  });

  test("of a name that a URL would read otherwise", async () => {
    await write("50%25 off #1?.mjs", "export const name = import.meta.filename;");
    await write("all.mjs", 'export { name } from "./50%2525%20off%20%231%3F.mjs";');
    expect(await modules.import(path("all.mjs"))).toMatchObject({ name: path("50%25 off #1?.mjs") });
  });

  test("what throws, throws again; what is beside it still runs", async () => {
    await write("broken.mjs", 'import "./other.mjs"; throw new Error("no");');
    await write("all.mjs", 'import "./broken.mjs"; import "./main.mjs";');
    await expect(modules.import(path("all.mjs"))).rejects.toThrow("no");
    await expect(modules.import(path("broken.mjs"))).rejects.toThrow("no");
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "one" });
    expect(log).toEqual(["other", "word", "main"]);
  });

  test.each([
    ['import { nothing } from "./other.mjs";', "does not provide an export named 'nothing'"],
    ['import { nothing } from "node:path";', "does not provide an export named 'nothing'"],
    ['import "./gone.mjs";', "gone.mjs"],
    ['import "no-such-package";', "no-such-package"],
  ])("what cannot be linked is named: %s", async (text, message) => {
    await write("broken.mjs", text);
    await write("all.mjs", 'import "./broken.mjs"; import "./main.mjs";');
    for (const file of ["all.mjs", "broken.mjs", "broken.mjs"])
      await expect(modules.import(path(file))).rejects.toThrow(message);
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "one" });
  });
});

describe.each([
  ["what is looked at", () => ({})],
  ["what is known", signatures],
])("ahead, by %s", (_, signaturesNow) => {
  const all = ["./main.mjs", "./lib/word.mjs", "./other.mjs"];
  const ahead = async (): Promise<ProjectModules> => {
    const made = await open(all, ["node:os", "no-such-package"]);
    await made.loadAhead(() => true);
    return made;
  };

  test("runs nothing; then what has not changed is what was read", async () => {
    modules = await ahead();
    expect(log).toEqual([]);
    modules.forgetChanged(signaturesNow());
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "one" });
    expect(log).toEqual(["word", "main"]);
  });

  test("a change reaches all that import it, and nothing is left of what was", async () => {
    modules = await ahead();
    await write("lib/word.mjs", 'export const word = "two"; log("new word");');
    modules.forgetChanged(signaturesNow());
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "two" });
    expect(await modules.import(path("other.mjs"))).toMatchObject({ other: "other" });
    expect(log).toEqual(["new word", "main", "other"]);
  });

  test("a module that is gone, and one that is new", async () => {
    modules = await ahead();
    await rm(path("other.mjs"));
    await write("lib/word.mjs", 'export { word } from "./new.mjs";');
    await write("lib/new.mjs", 'export const word = "new";');
    modules.forgetChanged(signaturesNow());
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "new" });
    await expect(modules.import(path("other.mjs"))).rejects.toThrow("ENOENT");
  });

  test("a project that was broken is repaired by the change that repairs it", async () => {
    await write("lib/word.mjs", 'export const wrod = "one";');
    modules = await ahead();
    await write("lib/word.mjs", 'export const word = "right";');
    modules.forgetChanged(signaturesNow());
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "right" });
  });

  test("stops when it is asked to", async () => {
    modules = await open(all);
    await modules.loadAhead(() => false);
    await write("lib/word.mjs", 'export const word = "two";');
    expect(await modules.import(path("main.mjs"))).toMatchObject({ word: "two" });
  });
});
