import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { planAuth } from "../../generators/auth.ts";
import { applyChanges } from "../../generators/core/apply.ts";
import { comparePlan } from "../../generators/core/compare.ts";
import { parseFields } from "../../generators/core/fields.ts";
import { parseEntityName, type EntityName } from "../../generators/core/names.ts";
import type { Plan, ProjectFacts } from "../../generators/core/plan.ts";
import { renderTemplates } from "../../generators/core/render.ts";
import { crudPlan } from "../../generators/crud.ts";
import { readFacts } from "../../generators/core/read-facts.ts";
import { applyEdit } from "../../generators/core/edits.ts";
import { projectFacts } from "./project-facts.ts";

const EVERYTHING = [
  "title:string:min=3:max=200:unique",
  "body:text:optional:default=say \"hi\" to `${x}`\nand 'you'",
  "email:email:unique:index",
  "site:url:optional",
  "slug:slug:unique",
  "key:uuid:unique",
  "count:integer:min=1:max=5",
  "big:bigint:default=9223372036854775807",
  "rate:float:min=0.1:max=0.9",
  "price:decimal:10,2:min=0",
  "active:boolean:default=true",
  "done:boolean:optional",
  "born:date:unique",
  "at:time:unique",
  "starts_at:datetime:unique",
  'meta:json:default={"a":[1,{"b-c":"d\'e"}],"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}',
  "status:enum:draft,published:default=draft",
  "kind:enum:aaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbbbbbb,cccccccccccccccccccc,dddddddddddddddd,e:redact",
  "author:ref:author",
  "reviewer:ref:author:optional",
  "secret:string:redact",
  `note:string:max=300:default=${"a".repeat(120)}`,
];

describe("the plan", () => {
  test("holds every part of a resource, pages where they are wanted", () => {
    expect(paths(plan("post", ["title"]))).toEqual([
      "apps/main/locales/server/en.json",
      "apps/main/locales/server/ko.json",
      "apps/main/models/post.ts",
      "apps/main/routes/pages/posts.ts",
      "apps/main/routes/posts.ts",
      "apps/main/services/posts.ts",
      "apps/main/views/posts/_form.hbs",
      "apps/main/views/posts/edit.hbs",
      "apps/main/views/posts/index.hbs",
      "apps/main/views/posts/new.hbs",
      "apps/main/views/posts/show.hbs",
      "db/factories/post.ts",
      "db/migrations/20261123120000-create-posts.ts",
      "db/seeds/posts.ts",
      "test/pages/posts.test.ts",
      "test/posts.test.ts",
    ]);
    const api = plan("post", ["title"], { facts: projectFacts({ locales: [] }), views: false });
    expect(paths(api).filter((path) => /views|pages|locales/.test(path))).toEqual([]);
  });

  test("says a field the same way in model, migration, form and test", () => {
    const made = plan("post", ["title:string:min=2:max=80:unique"]);
    expect(content(made, "apps/main/models/post.ts")).toContain(
      "title: field.string({ min: 2, max: 80, unique: true }),",
    );
    expect(content(made, "db/migrations/20261123120000-create-posts.ts")).toContain(
      'table.string("title", { max: 80, unique: true });',
    );
    expect(content(made, "apps/main/views/posts/_form.hbs")).toContain(' required minlength="2" maxlength="80"');
    expect(content(made, "test/posts.test.ts")).toContain("refuses a second one with the same title");
  });

  test("never lists or shows what is redacted", () => {
    const made = plan("user", ["name", "secret:string:redact"]);
    expect(content(made, "apps/main/views/users/index.hbs")).not.toContain("secret");
    expect(content(made, "apps/main/views/users/show.hbs")).not.toContain("secret");
  });

  test("every control has its label and its mistake, every form its token", () => {
    const made = plan("post", EVERYTHING);
    const form = content(made, "apps/main/views/posts/_form.hbs");
    const ids = [...form.matchAll(/<(?:input|textarea|select) id="(\w+)"/g)].map(([, id]) => id);
    expect(ids).toHaveLength(EVERYTHING.length);
    for (const id of ids) expect(form).toContain(`<label for="${id}">`);
    expect(form.match(/aria-describedby="\w+-error"/g)?.length).toBe(ids.length - 2);
    expect(form).toMatch(/^\{\{csrf\}\}/);
    const show = content(made, "apps/main/views/posts/show.hbs");
    expect(show.match(/method="post"/g)?.length).toBe(show.match(/\{\{csrf\}\}/g)?.length);
    expect(form + show).not.toMatch(/<script|onclick|style=/);
  });

  test("runs after the migrations that are there", () => {
    const files = new Set(["db/migrations/20261123120000-create-authors.ts"]);
    expect(paths(plan("post", ["title"], { facts: projectFacts({ files }) }))).toContain(
      "db/migrations/20261123120001-create-posts.ts",
    );
  });

  test("keeps the time of its own migration", () => {
    const files = new Set(["db/migrations/20250101000000-create-posts.ts"]);
    const made = paths(plan("post", ["title"], { facts: projectFacts({ files }) }));
    expect(made.filter((path) => path.startsWith("db/migrations/"))).toEqual([...files]);
  });

  test("other languages than Korean get the English texts", async () => {
    const made = plan("post", ["title"], { facts: projectFacts({ locales: ["de", "ko-KR"] }) });
    const edits = made.operations.filter((it) => it.kind === "edit");
    const [german, korean] = await Promise.all(edits.map(({ edit, path }) => applyEdit(edit, "{}\n", path)));
    expect(JSON.parse(german ?? "")).toMatchObject({
      post: { new: "New post", fields: { title: "Title" } },
      actions: { save: "Save" },
    });
    expect(JSON.parse(korean ?? "")).toMatchObject({ post: { new: "Post 만들기" }, actions: { save: "저장" } });
  });

  test("a table that another model has is refused", () => {
    const models = new Map([["apps/shop/models/post.ts", { table: "posts", labelColumn: null, ownerColumn: null }]]);
    expect(() => plan("post", ["title"], { facts: projectFacts({ models }) })).toThrow(
      "the table posts is taken by apps/shop/models/post.ts",
    );
  });

  test("a reference that has to be there needs the factory of its target", () => {
    const facts = projectFacts({ files: new Set() });
    expect(() => plan("post", ["author:ref:author"], { facts })).toThrow("there is no db/factories/author.ts");
    expect(paths(plan("post", ["author:ref:author:optional"], { facts }))).toContain("db/factories/post.ts");
  });
});

describe("on disk", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "mega crud 한글-"));
    write("apps/main/views/layout.hbs", "{{{body}}}");
    write("apps/main/locales/server/en.json", '{\n  "home": { "title": "It runs" }\n}\n');
    write(".oxfmtrc.json", '{ "printWidth": 100, "ignorePatterns": ["*.hbs", "*.json"] }\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  test("what is generated is formatted, and the second time all of it is the same", async () => {
    const resources: readonly (readonly [string, ...string[]])[] = [
      ["author", "name:string:max=80"],
      ["thing", ...EVERYTHING, "parent:ref:thing:optional"],
      ["x", "y"],
      ["admin/blog-post", "author:ref:author", "x:ref:x:optional"],
      ["purchase_order_line_item", "body:text:optional", "author:ref:author"],
      ["news", "flag:boolean:optional"],
      ["tree", "parent:ref:tree:optional"],
      ["page", "slug:slug:unique"],
      ["type", "then_what:time", "default", "class:integer:optional"],
    ];
    for (const [name, ...fields] of resources) await scaffold(name, fields);
    for (const [name, ...fields] of resources) {
      const changes = await comparePlan(await planned(name, fields), { cwd: root });
      expect(changes.filter(({ state }) => state !== "same")).toEqual([]);
    }
    expect(() => format("--check")).not.toThrow();
  });

  test("accounts and what belongs to their users are formatted, and the second time all of it is the same", async () => {
    write(
      "apps/main/app.config.ts",
      'import { defineAppConfig } from "mega-framework";\n\nexport default defineAppConfig({});\n',
    );
    const resources: readonly (readonly [string, ...string[]])[] = [
      ["note", "title", "body:text:optional"],
      ["thing", ...EVERYTHING.filter((field) => !field.includes(":ref:")), "parent:ref:thing:optional"],
      ["comment", "note:ref:note", "reply:ref:comment:optional", "body:text"],
      ["purchase_order_line_item", "thing:ref:thing", "note:ref:note:optional"],
      ["admin/blog-post", "note:ref:note"],
    ];
    const planAll = async (): Promise<readonly Plan[]> => {
      const now = new Date();
      const facts = (): Promise<ProjectFacts> => readFacts({ root, name: "blog" }, { app: "main", now });
      const auth = { args: {}, flags: { views: true }, facts: await facts(), render: renderTemplates };
      const plans: Plan[] = [{ command: "mega test", ...planAuth(auth) }];
      await apply(plans[0]!);
      for (const [name, ...fields] of resources) {
        const owned = plan(name, fields, { facts: await facts(), owner: parseEntityName("user") });
        await apply(owned);
        plans.push(owned);
      }
      return plans;
    };
    await planAll();
    expect(() => format("--check")).not.toThrow();
    for (const again of await planAll()) {
      const changes = await comparePlan(again, { cwd: root });
      expect(changes.filter(({ state }) => state !== "same")).toEqual([]);
    }
  });

  test("rows belong to a user only where there are users, and under a name that is free", () => {
    const owner = parseEntityName("user");
    expect(() => plan("note", ["title"], { owner })).toThrow(
      "rows cannot belong to user: there is no apps/main/models/user.ts, no apps/main/middleware/require-user.ts, no db/factories/user.ts",
    );
    const files = new Set(["apps/main/models/user.ts", "apps/main/middleware/require-user.ts", "db/factories/user.ts"]);
    const facts = projectFacts({ files });
    expect(paths(plan("note", ["title"], { owner, facts }))).toContain("apps/main/services/notes.ts");
    expect(() => plan("note", ["title", "userId:integer"], { owner, facts })).toThrow(
      "there is a mistake in the fields",
    );
  });

  test("a file of the reader's is a conflict, and a locale keeps its texts", async () => {
    write("apps/main/services/posts.ts", "mine\n");
    const changes = await comparePlan(await planned("post", ["title"]), { cwd: root });
    expect(changes.filter(({ state }) => state !== "new").map(({ path, state }) => [path, state])).toEqual([
      ["apps/main/services/posts.ts", "conflict"],
      ["apps/main/locales/server/en.json", "changed"],
    ]);
    expect(changes.find(({ state }) => state === "changed")?.after).toContain('"home": { "title": "It runs" },');
  });

  test("a locale that is no JSON stops the plan before anything is written", async () => {
    write("apps/main/locales/server/en.json", "{,");
    await expect(scaffold("post", ["title"])).rejects.toMatchObject({ code: "locale_broken", kind: "failure" });
  });

  async function planned(name: string, fields: readonly string[]): Promise<Plan> {
    return plan(name, fields, { facts: await readFacts({ root, name: "blog" }, { app: "main", now: new Date() }) });
  }

  async function apply(written: Plan): Promise<void> {
    await applyChanges(await comparePlan(written, { cwd: root }), { cwd: root, command: "mega test", now: new Date() });
  }

  async function scaffold(name: string, fields: readonly string[]): Promise<void> {
    await apply(await planned(name, fields));
  }

  function format(...flags: readonly string[]): void {
    const bin = join(dirname(createRequire(import.meta.url).resolve("oxfmt/package.json")), "bin/oxfmt");
    execFileSync(process.execPath, [bin, ...flags, "."], { cwd: root, stdio: "pipe" });
  }

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});

interface Given {
  readonly facts?: ProjectFacts;
  readonly owner?: EntityName | null;
  readonly views?: boolean;
}

function plan(
  name: string,
  words: readonly string[],
  { facts = projectFacts(), owner = null, views = true }: Given = {},
): Plan {
  const entity = parseEntityName(name);
  const fields = parseFields(words, { entity, facts });
  return crudPlan({ command: "mega test", entity, fields, owner, views }, facts, renderTemplates);
}

function paths({ operations }: Plan): readonly string[] {
  return operations.map(({ path }) => path).toSorted();
}

function content({ operations }: Plan, path: string): string {
  const operation = operations.find((it) => it.path === path);
  return operation?.kind === "create" ? operation.content : "";
}
