import { expect, test } from "vitest";
import type { GeneratorError } from "../../../generators/core/errors.ts";
import { renderTemplate, renderTemplates, textsOf } from "../../../generators/core/render.ts";
import type { CreateOperation } from "../../../generators/core/plan.ts";

test("a template is a file with its path in front", () => {
  expect(render("---\nto: src/{{name}}.ts\n---\nexport const {{name}} = 1;\n", { name: "post" })).toEqual({
    kind: "create",
    path: "src/post.ts",
    content: "export const post = 1;\n",
  });
});

test("`when` leaves a file out", () => {
  const text = "---\nto: a\nwhen: views\n---\nx";
  expect(render(text, { views: true })?.content).toBe("x");
  expect(render(text, { views: false })).toBeNull();
});

test("what a user typed is never read as a template, nor escaped as HTML", () => {
  expect(body("{{name}}", { name: '{{7}}<b>"`${x}' })).toBe('{{7}}<b>"`${x}');
});

test("views are written with their braces", () => {
  expect(body('\\{{t "{{name}}.one"}} {{mustache "form.values." name}}', { name: "post" })).toBe(
    '{{t "post.one"}} {{form.values.post}}',
  );
});

test("fit takes the short text while its lines fit into 100 columns", () => {
  const text = "{{#fit}}\nconst {{name}};\n{{else}}\nbroken\n{{/fit}}\n";
  expect(body(text, { name: "a".repeat(93) })).toBe(`const ${"a".repeat(93)};\n`);
  expect(body(text, { name: "a".repeat(94) })).toBe("broken\n");
});

test.each([
  ["one\n{{miss}}", "templates/x.hbs:5: the variable miss is missing"],
  ["one\n{{entity.miss}}", "templates/x.hbs:5: the variable miss is missing"],
  ["one\n\n{{#if miss}}x{{/if}}", "templates/x.hbs:6: a variable given to if is missing"],
  ["{{#each miss}}x{{/each}}", "templates/x.hbs:4: a variable given to each is missing"],
  ["{{#if (eq name miss)}}x{{/if}}", "templates/x.hbs:4: a variable given to eq is missing"],
  ["{{#each list}}{{miss}}{{/each}}", "templates/x.hbs:4: the variable miss is missing"],
  ["one\n{{#if", "templates/x.hbs:5: "],
])("%j is an error with file and line", (text, message) => {
  const error = errorOf(`---\nto: x\n---\n${text}`, { name: "post", list: [{}], entity: {} });
  expect(error).toMatchObject({ code: "template_broken", kind: "failure" });
  expect(error.message).toContain(message);
});

test.each([
  ["no front matter", "templates/x.hbs:1: there is no front matter"],
  ["---\nwhen: x\n---\n", "templates/x.hbs:1: front matter does not say to:"],
  ["---\nto: x\nfrom: y\n---\n", 'templates/x.hbs:3: front matter holds to:, when: and origin:, not "from: y"'],
  ["---\nto: {{miss}}\n---\n", "templates/x.hbs:2: the variable miss is missing"],
  ["---\nto: x\nwhen: miss\n---\n", "templates/x.hbs:3: the variable miss is missing"],
])("%j is an error with its line", (text, message) => {
  expect(errorOf(text, {}).message).toContain(message);
});

test("a value as JSON, and a failure of a helper itself", () => {
  expect(body("{{json list}}", { list: ["</a>", 1] })).toBe('["</a>",1]');
  const loop: { self?: unknown } = {};
  loop.self = loop;
  expect(errorOf("---\nto: x\n---\n{{json loop}}", { loop }).message).toMatch(/^templates\/x\.hbs:4: /);
});

test("the texts of a template are its path and its body, where they hold variables", () => {
  const textsIn = (to: string, text: string): readonly string[] =>
    textsOf({ name: "x.hbs", text: `---\nto: ${to}\n---\n${text}` });
  expect(textsIn("{{a}}.ts", "{{b}}\n")).toEqual(["{{a}}.ts", "{{b}}\n"]);
  expect(textsIn("a.ts", "b\n")).toEqual([]);
});

test("a folder without its variables names the template that misses one", () => {
  expect(() => renderTemplates("crud", {})).toThrow(/^templates\/crud\/[\w-]+\.hbs:\d+: /);
});

function render(text: string, variables: object): CreateOperation | null {
  return renderTemplate({ name: "templates/x.hbs", text }, { ...variables });
}

function body(text: string, variables: object): string | undefined {
  return render(`---\nto: x\n---\n${text}`, variables)?.content;
}

function errorOf(text: string, variables: object): GeneratorError {
  try {
    render(text, variables);
  } catch (error) {
    return error as GeneratorError;
  }
  throw new Error("it was rendered");
}
