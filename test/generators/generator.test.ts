import { expect, test } from "vitest";

import { generators, generatorWords } from "../../generators/table.ts";
import { pathsOf, planOf, textOf } from "./support.ts";

test("a generator comes with a template and a test", async () => {
  const plan = await planOf("generator", { name: "AccessPolicy" });
  expect(pathsOf(plan)).toEqual([
    "generators/access-policy.ts",
    "templates/access-policy/access-policy.hbs",
    "test/generators/access-policy.test.ts",
  ]);
  expect(textOf(plan, "templates/access-policy/access-policy.hbs")).toBe(`---
to: apps/{{app}}/access-policies/{{name.file}}.ts
---
export const {{name.variable}} = {
  title: {{title}},
};
`);
  expect(textOf(plan, "generators/access-policy.ts")).toContain('render("access-policy", {');
});

test.each([...generatorWords(), "crud", "new", "adr", "client", "store"])(
  "%s is a word of mega's own",
  async (name) => {
    await expect(planOf("generator", { name })).rejects.toThrow("it is a word of mega itself");
  },
);

test.each(["a/b", "../x", "expect", "plan-files", "class", "1st", "x y", "${x}", "{{x}}"])(
  "%j is refused",
  async (name) => {
    await expect(planOf("generator", { name })).rejects.toMatchObject({ code: "name_refused" });
  },
);

test("every generator of the table has a summary and an example", () => {
  for (const [name, { summary, examples = [] }] of Object.entries(generators)) {
    expect(summary, name).not.toBe("");
    expect(examples.join(), name).toContain(name);
  }
});
