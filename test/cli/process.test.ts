import { execFile, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { temporaryFolder } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "dist/bin/mega.js");

describe("what is loaded", () => {
  test("--version loads its own few files and no package", async () => {
    const files = await loadedFiles(["--version"]);
    expect(files.packages).toEqual([]);
    expect(files.own.length).toBeLessThanOrEqual(4);
  });

  test("--help loads commander, what suggests the near word, and the tables", async () => {
    const files = await loadedFiles(["--help"]);
    expect([...new Set(files.packages)]).toEqual(["commander", "fastest-levenshtein"]);
    // Half of them are parts of the command table.
    expect(files.own.length).toBeLessThanOrEqual(22);
  });

  test("a command loads neither the code of another nor the runtime", async () => {
    const files = await loadedFiles(["new", "blog", "--yes", "--no-install", "--no-git", "--framework", "^1.2.3"]);
    expect(files.own.filter((file) => file.startsWith("src/commands/"))).toEqual(["src/commands/new.js"]);
    expect(files.own.filter((file) => file.startsWith("runtime/"))).toEqual([]);
    expect([...new Set(files.packages)].sort()).toEqual([
      "commander",
      "fastest-levenshtein",
      "handlebars",
      "picocolors",
    ]);
  });
});

test("a reader who closes the pipe early is no failure", async () => {
  const child = spawn(process.execPath, [bin, "help"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  const code = await new Promise((done) => child.once("close", done));
  expect(errors.join("")).toBe("");
  expect(code).toBe(0);
});

test("the exit code is the process's", async () => {
  using folder = temporaryFolder();
  const failed = promisify(execFile)(process.execPath, [bin, "routes"], { cwd: folder.path });
  await expect(failed).rejects.toMatchObject({ code: 1, stdout: "" });
});

/** What a run loads, by V8's own account: the parts of the command line that ran, other files of dist/, and the packages. */
async function loadedFiles(args: readonly string[]): Promise<{ readonly own: string[]; readonly packages: string[] }> {
  using folder = temporaryFolder();
  const coverage = join(folder.path, "coverage");
  mkdirSync(coverage);
  const env = { ...process.env, NODE_V8_COVERAGE: coverage };
  await promisify(execFile)(process.execPath, [bin, ...args], { cwd: folder.path, env });
  const reports = readdirSync(coverage).map(
    (file) => JSON.parse(readFileSync(join(coverage, file), "utf8")) as Coverage,
  );
  const scripts = reports.flatMap(({ result }) => result.filter(({ url }) => url.startsWith("file:")));
  const files = scripts.map(({ url }) => fileURLToPath(url));
  const own = files.filter((file) => file.startsWith(join(root, "dist/")) && !file.includes("/node_modules/"));
  const ran = scripts.flatMap(partsThatRan);
  return {
    own: [
      ...own.map((file) => file.slice(join(root, "dist/").length)),
      ...ran.filter((part) => packageOf(part) === undefined),
    ],
    packages: [...files, ...ran].flatMap((file) => packageOf(file) ?? []),
  };
}

/** In the one file of the command line, a part that is not always needed is a function with the name of its file. */
function partsThatRan({ functions }: Script): readonly string[] {
  const parts = functions.filter(({ functionName }) => /^(?!file:)[^ ]+\/[^ ]+\.m?js$/.test(functionName));
  return parts.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).map(({ functionName }) => functionName);
}

function packageOf(file: string): string | undefined {
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
}

interface Coverage {
  readonly result: readonly Script[];
}

interface Script {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly count: number }[];
  }[];
}
