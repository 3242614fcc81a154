import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

import { makeImport } from "../../../runtime/console/import-module.ts";
import type { ImportModule } from "../../../runtime/console/scope.ts";

let root: string;
let importModule: ImportModule;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mega-import-"));
  await writeFile(join(root, "data.mjs"), "export const data = 1;");
  await writeFile(join(root, "tool.config.ts"), "export default 1;");
  await writeFile(join(root, "data.json"), "[1]");
  const file = (path: string) => ({ file: path, load: () => Promise.resolve({ path }) });
  importModule = makeImport(root, {
    imports: {
      files: [file("lib/a.ts"), file("lib/index.ts"), file("apps/main/models/post.ts")],
      load: (specifier, options) => import(specifier, options),
    },
  });
});
afterAll(() => rm(root, { recursive: true }));

test.each([
  ["./lib/a.ts", "lib/a.ts"],
  ["./lib/a", "lib/a.ts"],
  ["./lib/a.js", "lib/a.ts"],
  ["./lib", "lib/index.ts"],
  ["./apps/../lib/a.ts", "lib/a.ts"],
])("%s is a module of the project", async (specifier, path) => {
  expect(await importModule(specifier)).toEqual({ path });
});

test("so is an absolute path and an address", async () => {
  expect(await importModule(join(root, "lib/a.ts"))).toEqual({ path: "lib/a.ts" });
  expect(await importModule(pathToFileURL(join(root, "lib/a.ts")).href)).toEqual({ path: "lib/a.ts" });
});

test("anything else is Node's", async () => {
  expect(await importModule("node:path")).toHaveProperty("join");
  expect(await importModule("./data.mjs")).toMatchObject({ data: 1 });
  expect(await importModule("./data.json", { with: { type: "json" } })).toMatchObject({ default: [1] });
});

test("what is not there, and what is not part of the app, is told", async () => {
  await expect(importModule("./none.ts")).rejects.toThrow("there is no module ./none.ts");
  await expect(importModule("./tool.config.ts")).rejects.toThrow("only what lies in the project is compiled");
  await expect(makeImport(root, {})("./none")).rejects.toThrow("there is no module ./none");
  expect(await makeImport(root, {})("node:path")).toHaveProperty("join");
});
