import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectClean, installedProject, mega, newProject } from "./support.ts";

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

/** Every field type and modifier, over two resources of which one refers to the other. */
const RESOURCES = [
  ["scaffold", "crud", "author", ...AUTHOR],
  ["scaffold", "crud", "article", ...ARTICLE],
];
const AUTH = ["generate", "auth"];
const OWNED = [
  ["scaffold", "crud", "note", "title:string", "body:text:optional", "--owner", "user"],
  ["scaffold", "crud", "comment", "note:ref:note", "reply:ref:comment:optional", "text", "--owner", "user"],
];

test("the installed framework is the published layout, not a link to the checkout", async () => {
  const project = await installedProject();
  expect(lstatSync(join(project, "node_modules/mega-framework")).isSymbolicLink()).toBe(false);
  const { dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies["mega-framework"]).toMatch(/^file:.*mega-framework-.*\.tgz$/);
}, 180_000);

/** Accounts and what belongs to their users, beside resources that nobody owns. */
const ADDED = { web: [AUTH, ...OWNED, ...RESOURCES], api: [AUTH, ...OWNED, ...RESOURCES], minimal: RESOURCES };

describe.each(["web", "api", "minimal"] as const)("a new %s project", (template) => {
  test("is clean, before and after all that the generators add", { timeout: 180_000 }, async () => {
    using project = await newProject(template);
    const { path } = project;
    await expectClean(path);

    for (const words of ADDED[template]) {
      const made = await mega(words, { cwd: path });
      expect(`${made.exitCode} ${made.stderr}`).toBe("0 ");
    }
    if (template === "minimal") writeShownCode(path);
    await expectClean(path, "--no-isolate");

    for (const words of ADDED[template].filter(([, name, resource]) => name === "auth" || resource === "article")) {
      const again = await mega([...words, "--json"], { cwd: path });
      const answer = JSON.parse(again.stdout) as { data: { changes: { state: string }[] } };
      expect(new Set(answer.data.changes.map((change) => change.state))).toEqual(new Set(["same"]));
    }
  });
});

/** The code that AGENTS.md shows, where it says it stands. */
function writeShownCode(project: string): void {
  const text = readFileSync(join(project, "AGENTS.md"), "utf8");
  const blocks = [...text.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  expect(blocks).toHaveLength(3);
  for (const [, file = "", code = ""] of blocks) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), code);
  }
}
