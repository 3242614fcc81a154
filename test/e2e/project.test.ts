import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectClean, installedProject, mega, newProject } from "./support.ts";

/** Every field type and modifier, over two resources of which one refers to the other. */
const AUTHOR = [
  "name:string:min=2:max=80:unique",
  "email:email:unique",
  "homepage:url:optional",
  "handle:slug:index",
  "token:uuid:optional:redact",
  "bio:text:optional:max=5000",
  "born:date:optional",
  "wakes:time:optional",
  "score:float:min=0:max=1:default=0.5",
  "balance:decimal:10,2:default=0.00",
  "followers:bigint:default=0",
  "settings:json:optional",
];
const ARTICLE = [
  "title",
  "body:text",
  "state:enum:draft,published:default=draft",
  "published:boolean",
  "featured:boolean:index:default=true",
  "rating:integer:min=1:max=5:optional",
  "price:decimal:8,3:optional:min=0",
  "views:bigint:index:default=0",
  "publishedAt:datetime:optional:index",
  "meta:json:optional",
  "secret:string:optional:redact",
  'note:string:optional:default=it\'s `fine` ${here} "now"',
  "author:ref:author",
  "reviewer:ref:author:optional",
];

test("the installed framework is the published layout, not a link to the checkout", async () => {
  const project = await installedProject();
  expect(lstatSync(join(project, "node_modules/mega-framework")).isSymbolicLink()).toBe(false);
  const { dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies["mega-framework"]).toMatch(/^file:.*mega-framework-.*\.tgz$/);
}, 180_000);

describe.each(["web", "api", "minimal"] as const)("a new %s project", (template) => {
  test(
    "is clean, before and after two scaffolds with every field type and modifier",
    { timeout: 180_000 },
    async () => {
      using project = await newProject(template);
      const { path } = project;
      await expectClean(path);

      for (const words of [
        ["author", ...AUTHOR],
        ["article", ...ARTICLE],
      ]) {
        const scaffold = await mega(["scaffold", "crud", ...words], { cwd: path });
        expect(scaffold.stderr).not.toContain("error:");
        expect(scaffold.exitCode).toBe(0);
      }
      await expectClean(path);

      const again = await mega(["scaffold", "crud", "article", ...ARTICLE, "--json"], { cwd: path });
      const answer = JSON.parse(again.stdout) as { data: { changes: { state: string }[] } };
      expect(new Set(answer.data.changes.map((change) => change.state))).toEqual(new Set(["same"]));
    },
  );
});

test("the code that AGENTS.md shows is clean where it says it stands", { timeout: 180_000 }, async () => {
  using project = await newProject("minimal");
  const { path } = project;
  const text = readFileSync(join(path, "AGENTS.md"), "utf8");
  const blocks = [...text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  expect(blocks).toHaveLength(3);
  for (const [, file = "", code = ""] of blocks) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), code);
  }
  await expectClean(path);
});

test.each(["web", "api"] as const)(
  "accounts and what belongs to their users are clean in a new %s project",
  async (template) => {
    using project = await newProject(template);
    const { path } = project;
    for (const words of [
      ["generate", "auth"],
      ["scaffold", "crud", "note", "title:string", "body:text:optional", "--owner", "user"],
      ["scaffold", "crud", "comment", "note:ref:note", "reply:ref:comment:optional", "text", "--owner", "user"],
    ]) {
      const made = await mega(words, { cwd: path });
      expect(`${made.exitCode} ${made.stderr}`).toBe("0 ");
    }
    await expectClean(path);
    const again = await mega(["g", "auth", "--json"], { cwd: path });
    const answer = JSON.parse(again.stdout) as { data: { changes: { state: string }[] } };
    expect(new Set(answer.data.changes.map((change) => change.state))).toEqual(new Set(["same"]));
  },
  180_000,
);
