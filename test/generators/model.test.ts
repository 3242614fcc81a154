import { expect, test } from "vitest";

import { pathsOf, planOf, textOf } from "./support.ts";

test("a model comes with its migration, its factory and a test", async () => {
  const plan = await planOf("model", { name: "tags", fields: ["name:string:unique"] });
  expect(pathsOf(plan)).toEqual([
    "apps/main/models/tag.ts",
    "db/factories/tag.ts",
    "db/migrations/20261123120000-create-tags.ts",
    "test/models/tag.test.ts",
  ]);
  expect(textOf(plan, "apps/main/models/tag.ts")).toContain("name: field.string({ unique: true }),");
  expect(textOf(plan, "db/migrations/20261123120000-create-tags.ts")).toContain(
    'table.string("name", { unique: true });',
  );
});

test("a factory makes what a field refers to, so it has to be there", async () => {
  const models = new Map([["apps/main/models/user.ts", { table: "users", labelColumn: null, ownerColumn: null }]]);
  const facts = { files: new Set<string>(), models };
  const made = planOf("model", { name: "note", fields: ["user:ref:user"] }, { facts });
  await expect(made).rejects.toMatchObject({ code: "factory_missing" });
  expect(pathsOf(await planOf("model", { name: "note", fields: ["user:ref:user:optional"] }, { facts }))).toHaveLength(
    4,
  );
});

test("the table of another model is taken, and so are those of accounts", async () => {
  const fields = ["name"];
  await expect(planOf("model", { name: "admin/author", fields })).resolves.toBeDefined();
  const models = new Map([["apps/main/models/writer.ts", { table: "authors", labelColumn: null, ownerColumn: null }]]);
  await expect(planOf("model", { name: "author", fields }, { facts: { models } })).rejects.toThrow(
    "the table authors is taken by apps/main/models/writer.ts",
  );
  const accounts = {
    models: new Map([["apps/main/models/user.ts", { table: "users", labelColumn: null, ownerColumn: null }]]),
    files: new Set(["apps/main/models/user.ts", "apps/main/services/accounts.ts"]),
  };
  await expect(planOf("model", { name: "user", fields }, { facts: accounts })).rejects.toThrow(
    "the table users belongs to the accounts of `mega generate auth`: its name is taken by apps/main/models/user.ts",
  );
  const own = { ...accounts, files: new Set(["apps/main/models/user.ts"]) };
  await expect(planOf("model", { name: "user", fields }, { facts: own })).resolves.toBeDefined();
});

test("names of 64 letters are broken as the formatter breaks them", async () => {
  const name = "a".repeat(64);
  const plan = await planOf("model", { name, fields: ["title:string:max=10"] });
  expect(textOf(plan, `apps/main/models/${name}.ts`)).toContain(
    ` = defineModel(\n  "${name}s",\n  {\n    title: field.string({ max: 10 }),\n  },\n);`,
  );
});
