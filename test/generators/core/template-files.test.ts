import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { makeRender, renderTemplates } from "../../../generators/core/render.ts";
import { builtInTexts, findTemplates, ownTexts } from "../../../generators/core/template-files.ts";

let own: string;
beforeEach(() => {
  own = join(mkdtempSync(join(tmpdir(), "mega-templates-")), "templates");
});
afterEach(() => rmSync(dirname(own), { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(own, path)), { recursive: true });
  writeFileSync(join(own, path), text);
}

const variables = { name: { file: "checkout", label: "checkout" }, tests: "test", makeApp: "makeApp()" };

test("without a folder of the project's own, the built-in templates are all there are", () => {
  expect(findTemplates("test", own)).toEqual(findTemplates("test", null));
  expect([...builtInTexts("test").keys()]).toEqual(["test.hbs"]);
  expect(ownTexts("test", own)).toEqual(new Map());
});

test("a template of the project wins file by file, and may be one more", () => {
  write("test/test.hbs", "---\nto: own/{{name.file}}.ts\n---\nmine\n");
  write("test/more/notes.hbs", "---\nto: notes.md\n---\n{{name.label}}\n");
  write("test/readme.md", "no template");
  expect(makeRender(own)("test", variables)).toEqual([
    { kind: "create", path: "notes.md", content: "checkout\n" },
    { kind: "create", path: "own/checkout.ts", content: "mine\n" },
  ]);
  expect([...ownTexts("test", own).keys()]).toEqual(["more/notes.hbs", "test.hbs"]);
  expect(renderTemplates("test", variables).map(({ path }) => path)).toEqual(["test/checkout.test.ts"]);
});

test("a folder of templates may be the project's alone", () => {
  write("policy/policy.hbs", "---\nto: policies/{{name}}.ts\n---\n");
  expect(makeRender(own)("policy", { name: "post" })).toMatchObject([{ path: "policies/post.ts" }]);
});

test("a folder that nobody has is no empty one", () => {
  expect(() => makeRender(own)("polcy", {})).toThrow("there are no templates in templates/polcy");
});

test("a file where a folder goes holds no templates, and what cannot be read is told", () => {
  write("crud", "a file");
  expect(ownTexts("crud", own)).toEqual(new Map());
  expect(() => ownTexts("\0", own)).toThrow();
});

test.each([
  ["to: ../{{name}}", '"../post" leads out of the project'],
  ["to: /etc/{{name}}", '"/etc/post" leads out of the project'],
  ["to: a\\b/{{name}}", "leads out of the project"],
])("a template with %s is refused with file and line", (to, reason) => {
  write("policy/policy.hbs", `---\norigin: 0.1.0 0000000000000000\n${to}\n---\n`);
  expect(() => makeRender(own)("policy", { name: "post" })).toThrow(/^templates\/policy\/policy\.hbs:3: /);
  expect(() => makeRender(own)("policy", { name: "post" })).toThrow(reason);
});

test("what was typed leads nowhere either", () => {
  write("policy/policy.hbs", "---\nto: policies/{{name}}.ts\n---\n{{name}}");
  expect(() => makeRender(own)("policy", { name: "../../x" })).toThrow("leads out of the project");
  expect(makeRender(own)("policy", { name: "{{x}}" })).toMatchObject([{ content: "{{x}}" }]);
});
