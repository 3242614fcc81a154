import { describe, expect, test } from "vitest";

import { pathsOf, planOf, textOf } from "./support.ts";

const STAMP = "db/migrations/20261123120000-";

async function textFor(name: string, ...fields: readonly string[]): Promise<string> {
  return textOf(await planOf("migration", { name, fields }), `${STAMP}${name}.ts`);
}

test("add-…-to-… adds columns that rows can be without, and takes them back", async () => {
  expect(await textFor("add-subtitle-to-authors", "subtitle:string:max=80:index", "rank:integer:default=1")).toBe(
    `import { defineMigration } from "mega-framework";

export default defineMigration({
  up: (schema) =>
    schema.add("authors", (table) => {
      table.string("subtitle", { max: 80, optional: true, index: true });
      table.integer("rank", { default: 1 });
    }),
  down: (schema) => schema.remove("authors", ["subtitle", "rank"]),
});
`,
  );
});

test("remove-…-from-… is the other way round, and knows the column of a reference", async () => {
  const text = await textFor("remove-mentor-from-authors", "mentor:ref:author:optional");
  expect(text).toContain('  up: (schema) => schema.remove("authors", ["mentorId"]),');
  expect(text).toContain('      table.ref("mentor", "authors", { optional: true });');
});

test("a long list of columns is broken", async () => {
  const fields = Array.from({ length: 9 }, (_, index) => `quite_long_column_${"abcdefghi"[index]}:text`);
  const text = await textFor("add-columns-to-authors", ...fields);
  expect(text).toContain('  down: (schema) =>\n    schema.remove("authors", [\n      "quiteLongColumnA",\n');
});

test("create-… makes a table, with fields or without", async () => {
  expect(await textFor("create-blog-posts", "title")).toContain('schema.create("blogPosts", (table) => {');
  expect(await textFor("create-tags")).toContain("table.id();\n      table.version();");
});

test("a table is found whatever its words are", async () => {
  const table = (name: string) => ({ table: name, labelColumn: null, ownerColumn: null });
  const models = new Map([
    ["apps/main/models/x.ts", table("aRows")],
    ["apps/main/models/y.ts", table("blogPosts")],
  ]);
  for (const [name, found] of [
    ["add-code-to-a-rows", "aRows"],
    ["AddCodeToBlogPosts", "blogPosts"],
  ] as const) {
    const { operations } = await planOf("migration", { name, fields: ["code"] }, { facts: { models } });
    expect(operations[0]).toMatchObject({ content: expect.stringContaining(`schema.add("${found}"`) });
  }
});

test.each([["fill-slugs"], ["add-index-to-authors"], ["remove-old-ones-from-authors"], ["add-to"], ["create"]])(
  "%s without fields is its reader's to write",
  async (name) => {
    expect(await textFor(name)).toContain("  up: async () => {},\n  down: async () => {},");
  },
);

test("one that is there keeps its time", async () => {
  const files = new Set(["db/migrations/20250101000000-fill-slugs.ts"]);
  expect(pathsOf(await planOf("migration", { name: "fill-slugs", fields: [] }, { facts: { files } }))).toEqual([
    ...files,
  ]);
});

describe("what is refused", () => {
  test.each([
    ["fill-slugs", ["x"], "the name does not say what becomes of them"],
    ["add-code-to-authors", ["code:string:unique:default=x"], "all rows that are there would have its default"],
    ["add-code-to-authors", ["code:strng"], '"strng" is no type'],
  ])("%s %j", async (name, fields, message) => {
    await expect(planOf("migration", { name, fields })).rejects.toMatchObject({
      code: "fields_refused",
      details: [{ message: expect.stringContaining(message) }],
    });
  });

  test("a table that nobody knows, with the near one", async () => {
    const name = "add-code-to-autors";
    await expect(planOf("migration", { name, fields: ["code"] })).rejects.toMatchObject({
      code: "table_missing",
      hint: expect.stringContaining("did you mean authors?"),
    });
    const far = planOf("migration", { name: "add-code-to-zebras", fields: ["code"] });
    await expect(far).rejects.toThrow("there is no table zebras");
  });

  test("a table that another model has", async () => {
    const models = new Map([["apps/shop/models/tag.ts", { table: "tags", labelColumn: null, ownerColumn: null }]]);
    await expect(planOf("migration", { name: "create-tags", fields: [] }, { facts: { models } })).rejects.toThrow(
      "the table tags is taken",
    );
  });

  test.each(["a/b", "../x", "1st", "x\0"])("the name %j", async (name) => {
    await expect(planOf("migration", { name, fields: [] })).rejects.toMatchObject({ code: "name_refused" });
  });
});

test("a table that a migration has created needs no model", async () => {
  const files = new Set([
    "db/migrations/20250101000000-create-legacy-rows.ts",
    `db/migrations/20250101000000-create-${"x".repeat(90)}.ts`,
  ]);
  const plan = await planOf("migration", { name: "add-code-to-legacy-rows", fields: ["code"] }, { facts: { files } });
  expect(plan.advice).toEqual({ next: ["npx mega db migrate"] });
});

test("the advice names the model to change", async () => {
  const added = await planOf("migration", { name: "add-code-to-authors", fields: ["code"] });
  expect(added.advice?.finally).toBe(
    "Then add to apps/main/models/author.ts:\n  code: field.string({ optional: true }),",
  );
  const removed = await planOf("migration", { name: "remove-code-from-authors", fields: ["code"] });
  expect(removed.advice?.finally).toContain("remove the fields from apps/main/models/author.ts");
});
