import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import Handlebars from "handlebars";
import { expect, test } from "vitest";

import {
  COMPILE_OPTIONS,
  COMPILED_FILE,
  loadCompiled,
  makeTemplate,
} from "../../../generators/core/template-engine.ts";
import { temporaryFolder } from "../../cli/support.ts";

const TEXT = "{{#each names}}{{this}}<{{@root.end}}>{{/each}}";
const variables = { names: ["a&b", "c"], end: "!" };

test("a compiled text gives what its text gives", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, COMPILED_FILE);
  const compiled = Handlebars.precompile(TEXT, COMPILE_OPTIONS) as unknown as string;
  writeFileSync(file, `module.exports = new Map([[${JSON.stringify(TEXT)}, ${compiled}]]);`);
  expect(loadCompiled(file).size).toBe(1);
  expect(makeTemplate(TEXT, loadCompiled(file))(variables)).toBe("a&b<!>c<!>");
  expect(makeTemplate(TEXT)(variables)).toBe("a&b<!>c<!>");
});

test("a compiled text is as strict about missing variables", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, COMPILED_FILE);
  const compiled = Handlebars.precompile("{{nobody}}", COMPILE_OPTIONS) as unknown as string;
  writeFileSync(file, `module.exports = new Map([["{{nobody}}", ${compiled}]]);`);
  expect(() => makeTemplate("{{nobody}}", loadCompiled(file))({})).toThrow(`"nobody" not defined`);
});

test("the build compiles the templates of every generator", () => {
  for (const folder of ["crud", "new"]) {
    const file = fileURLToPath(new URL(`../../../dist/templates/${folder}/${COMPILED_FILE}`, import.meta.url));
    expect(loadCompiled(file).size, folder).toBeGreaterThan(5);
  }
});

test("a text that changed since the build is compiled when it is used", () => {
  expect(makeTemplate("{{end}}", new Map())(variables)).toBe("!");
});
