import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

import { isGeneratorError } from "../../generators/core/errors.ts";
import * as door from "../../generators/index.ts";
import { projectFacts } from "./project-facts.ts";

// These names are promised to generators of projects.
test("the door has what a generator is written with", () => {
  expect(Object.keys(door).sort()).toEqual([
    "create",
    "defineGenerator",
    "edit",
    "migrationPath",
    "parseEntityName",
    "parseFields",
    "parseFlatName",
    "parsePieceName",
    "planFiles",
    "refuse",
    "testPlace",
  ]);
});

test("operations are data", () => {
  expect(door.create("a.md", "x")).toEqual({ kind: "create", path: "a.md", content: "x" });
  const insertion = { line: "x", before: "y", unless: "x" };
  expect(door.edit("a.md", { do: "insertLine", insertion })).toEqual({
    kind: "edit",
    path: "a.md",
    edit: { do: "insertLine", insertion },
  });
});

test("a refusal is an error of the table, also for another copy of the package", () => {
  const refused = (): never => door.refuse("there is no such kind", "say yes");
  expect(refused).toThrow("there is no such kind");
  try {
    refused();
  } catch (error) {
    expect(error).toMatchObject({ code: "generator_refused", kind: "failure", hint: "say yes" });
    expect(isGeneratorError(error)).toBe(true);
  }
  expect(isGeneratorError(new Error("x"))).toBe(false);
  expect(isGeneratorError("x")).toBe(false);
});

test("a migration keeps the time that it has", () => {
  const facts = projectFacts({ files: new Set(["db/migrations/20250101000000-create-tags.ts"]) });
  expect(door.migrationPath("create-tags", facts)).toBe("db/migrations/20250101000000-create-tags.ts");
  expect(door.migrationPath("create-notes", facts)).toBe("db/migrations/20261123120000-create-notes.ts");
});

test("planFiles gives what a generator would create, with the facts and templates of a project", async () => {
  const root = mkdtempSync(join(tmpdir(), "mega-plan-"));
  try {
    mkdirSync(join(root, "templates/note"), { recursive: true });
    mkdirSync(join(root, "apps/shop/models"), { recursive: true });
    writeFileSync(join(root, "templates/note/note.hbs"), "---\nto: {{app}}/{{name}}.md\n---\n{{tables}} {{loud}}\n");
    writeFileSync(join(root, "apps/shop/models/post.ts"), 'export const Post = defineModel("posts", {});');
    const generator = door.defineGenerator({
      summary: "make a note",
      args: [{ name: "name", summary: "its name", ask: "todo" }],
      flags: [{ flag: "--loud", summary: "in capitals" }],
      plan: ({ args, flags, facts, render }) => {
        const tables = [...facts.models.values()].map(({ table }) => table).join();
        const files = render("note", { app: facts.app, name: args.name, tables, loud: flags.loud === true });
        return { operations: [...files, door.edit("readme.md", (text) => text)] };
      },
    });
    const files = await door.planFiles(generator, { root, args: { name: "todo" } });
    expect([...files]).toEqual([["main/todo.md", "posts false\n"]]);
    const options = { root: pathToFileURL(`${root}/`), args: { name: "x" }, flags: { loud: true }, app: "shop" };
    expect([...(await door.planFiles(generator, options))]).toEqual([["shop/x.md", "posts true\n"]]);
    await expect(
      door.planFiles(door.defineGenerator({ summary: "none", plan: () => ({ operations: [] }) }), { root }),
    ).resolves.toEqual(new Map());
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
