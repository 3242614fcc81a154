import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { cli, emptyProject, KEYS, temporaryFolder, write, type CliOutcome, type CliWorld } from "./support.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
  emptyProject(folder.path);
  // What a project imports is the built package.
  mkdirSync(join(folder.path, "node_modules"));
  symlinkSync(root, join(folder.path, "node_modules/mega-framework"));
});
afterEach(() => folder[Symbol.dispose]());

function mega(line: string, world: Partial<CliWorld> = {}): Promise<CliOutcome> {
  return cli(line.split(" "), { cwd: folder.path, ...world });
}

function generator(name: string, rest: string, head = ""): void {
  const text = `import { create, defineGenerator, edit, parsePieceName, refuse } from "mega-framework/generators";\n${head}\nexport default defineGenerator({ summary: "make a ${name}", ${rest} });\n`;
  write(folder.path, `generators/${name}.ts`, text);
}

const NOTE =
  'args: [{ name: "name", summary: "its name", ask: "todo" }], flags: [{ flag: "--loud", summary: "in capitals" }], ';
const PLAN =
  'plan: ({ args, flags }) => ({ operations: [create(`notes/${parsePieceName(args.name).file}.md`, flags.loud ? "LOUD\\n" : "quiet\\n")], advice: { next: ["cat it"] } })';

test("what mega g generator writes works at once, and so does undo", async () => {
  expect(await mega("g generator policy")).toMatchObject({ code: 0 });
  const made = await mega("g policy admin/Example --title x --json");
  expect(JSON.parse(made.stdout)).toEqual({
    ok: true,
    data: {
      generator: "policy",
      app: "main",
      dryRun: false,
      changes: [{ path: "apps/main/policies/admin/example.ts", state: "new" }],
      next: [],
    },
  });
  const file = join(folder.path, "apps/main/policies/admin/example.ts");
  expect(readFileSync(file, "utf8")).toBe('export const adminExample = {\n  title: "x",\n};\n');
  expect((await mega("g policy admin/Example --title x")).stdout).toContain("same");
  expect(await mega("undo")).toMatchObject({ code: 0 });
  expect(existsSync(file)).toBe(false);
});

describe("a generator of the project's own", () => {
  beforeEach(() => generator("note", NOTE + PLAN));

  test("is planned, shown, written and advised on like a built-in one", async () => {
    expect((await mega("g note todo --dry-run")).stdout).toBe("new       notes/todo.md\nnothing was written\n");
    expect((await mega("g note todo --diff")).stdout).toContain("+quiet");
    expect((await mega("generate note todo --loud")).stdout).toContain("Type next:\n  cat it");
    expect(readFileSync(join(folder.path, "notes/todo.md"), "utf8")).toBe("LOUD\n");
    expect((await mega("g note todo")).stderr).toContain("notes/todo.md is there with other contents");
    expect((await mega("g note todo --skip")).stdout).toContain("kept");
  });

  test("is asked for what is missing, and refuses by the table", async () => {
    const asked = await mega("g note", { answers: [[/name: its name/, `todo${KEYS.enter}`]] });
    expect(asked).toMatchObject({ code: 0 });
    expect((await mega("g note")).stderr).toContain("type mega generate note <name>");
    const refused = await mega("g note ../x");
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('"../x" cannot be a name: it leads out of its folder');
  });

  test("is in the help of generate, and has one of its own", async () => {
    for (const line of ["g --help", "help g", "generate"])
      expect((await mega(line)).stdout).toContain("generate note  ");
    expect((await mega("help g note")).stdout).toMatch(/--loud +in capitals/);
    expect((await mega("--help")).stdout).not.toContain("generate note");
  });

  test("is suggested for a word that is near", async () => {
    expect((await mega("g nte x")).stderr).toContain("did you mean note?");
    expect((await mega("g note x --laud")).stderr).toContain("did you mean --loud?");
  });

  test("is found from a folder below, and by --cwd", async () => {
    mkdirSync(join(folder.path, "apps/deep"));
    expect(await mega("g note todo", { cwd: join(folder.path, "apps/deep") })).toMatchObject({ code: 0 });
    expect(await mega(`--cwd ${folder.path} g note two`, { cwd: "/" })).toMatchObject({ code: 0 });
    expect(await mega(`g note three --cwd=${folder.path}`, { cwd: "/" })).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder.path, "notes")).sort()).toEqual(["three.md", "todo.md", "two.md"]);
  });

  test("a change of its file is used at once", async () => {
    await mega("g note one");
    generator("note", NOTE + PLAN.replace("quiet", "changed"));
    await mega("g note two");
    expect(readFileSync(join(folder.path, "notes/two.md"), "utf8")).toBe("changed\n");
    // The module and its source map: what was there before is gone.
    expect(readdirSync(join(folder.path, ".mega/cache/generators"))).toHaveLength(2);
  });
});

test("imports of the project's files are bundled, edits and refusals work", async () => {
  write(folder.path, "generators/shared/words.ts", 'export const greeting: string = "hello";\n');
  write(folder.path, "readme.md", "title\n");
  generator(
    "greet",
    'args: [{ name: "kind", summary: "a kind", required: true }], plan: ({ args }) => { if (args.kind === "no") refuse("no is no kind", "say yes"); return { operations: [edit("readme.md", (text) => text + greeting)] }; }',
    'import { greeting } from "./shared/words.ts";',
  );
  expect((await mega("g greet yes")).stdout).toContain("changed   readme.md");
  expect(readFileSync(join(folder.path, "readme.md"), "utf8")).toBe("title\nhello");
  const refused = await mega("g greet no");
  expect(refused).toMatchObject({ code: 1, stderr: "error: no is no kind\nhint: say yes\n" });
  expect((await mega("g greet")).stderr).toContain("missing required argument 'kind'");
});

describe("a broken file", () => {
  test.each([
    ["const = 1;", 'generators/bad.ts:1:7: Expected identifier but found "="\n> 1 │ const = 1;'],
    ['import "./gone.ts";', 'Could not resolve "./gone.ts"'],
    [
      '// first\nthrow new Error("at once");',
      "cannot load generators/bad.ts:2:7: at once\n  1 │ // first\n> 2 │ throw",
    ],
    ['import "no-such-package-at-all";', "generators/bad.ts:1:1: Cannot find package"],
    ["export const x = 1;", "generators/bad.ts is no generator: its default export is not made by defineGenerator"],
    ["export default { summary: 1 };", "`plan` is no function"],
    ['export default { summary: " ", plan() {} };', "`summary` says nothing"],
    ['export default { summary: "x", plan() {}, args: [{ name: "a b" }] };', "`args[0].name` is no word"],
    [
      'export default { summary: "x", plan() {}, flags: [{ flag: "--force", summary: "" }] };',
      "every command has --force already",
    ],
  ])("%s is told when it is called, and stops nothing else", async (text, message) => {
    write(folder.path, "generators/bad.ts", `${text}\n`);
    generator("note", NOTE + PLAN);
    const { code, stderr } = await mega("g bad some --thing x");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect((await mega("g --help")).stdout).toContain("cannot be loaded: call it to see why");
    expect(await mega("g note todo")).toMatchObject({ code: 0 });
    expect(await mega("g test checkout")).toMatchObject({ code: 0 });
  });

  test.each([
    ["plan: () => { throw new TypeError('oh no'); }", "the generator bad failed: generators/bad.ts:3:"],
    ["plan: () => undefined", "its plan is not { operations:"],
    ["plan: () => ({ operations: [{ kind: 'create', path: 1 }] })", "its plan is not { operations:"],
    ["plan: () => ({ operations: [create('../x', '')] })", '"../x" leads out of the project'],
    [
      "flags: [{ flag: '--n <n>', summary: 'x', parse: () => { throw new Error('a number'); } }], plan: () => ({ operations: [] })",
      "",
    ],
  ])("%s is a failure of its own", async (rest, message) => {
    generator("bad", rest);
    const { code, stderr } = await mega("g bad");
    if (message === "") {
      expect((await mega("g bad --n x")).stderr).toBe('error: --n cannot be "x"\nhint: it takes a number\n');
      return;
    }
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});

test("a name that differs only in number from one that is there is refused", async () => {
  await mega("g generator policy");
  await mega("g policy post");
  expect((await mega("g policy posts")).stderr).toContain("differs only in number from apps/main/policies/post.ts");
  expect((await mega("g generator policies")).stderr).toContain("differs only in number from generators/policy.ts");
});

test("the code of one generator runs only when that one is called", async () => {
  generator("note", NOTE + PLAN);
  generator("bomb", NOTE + PLAN, "globalThis.bombs = (globalThis.bombs ?? 0) + 1;");
  const bombs = (): unknown => (globalThis as { readonly bombs?: number }).bombs;
  await mega("g note todo");
  await mega("g test checkout");
  expect(bombs()).toBeUndefined();
  await mega("g bomb todo");
  expect(bombs()).toBe(1);
});

test("a word that is no generator of the table stays mega's too", async () => {
  generator("adr", NOTE + PLAN, "globalThis.adrs = 1;");
  expect((await mega("g adr")).stderr).not.toContain("note");
  expect((await mega("g --help")).stdout.match(/generate adr /g)).toHaveLength(1);
  expect(globalThis).not.toHaveProperty("adrs");
});

test("a built-in word stays mega's", async () => {
  generator("route", NOTE + PLAN);
  const { code, stderr } = await mega("g route health");
  expect(code).toBe(1);
  expect(stderr).toContain("`mega generate route` is mega's own, so generators/route.ts cannot have the word");
  expect((await mega("g --help")).stdout.match(/generate route /g)).toHaveLength(1);
  for (const word of ["route", "controller", "crud", "adr"])
    expect((await mega(`g generator ${word}`)).stderr).toContain("it is a word of mega itself");
});

test("what is no generator's file is left alone, and so is everything of other commands", async () => {
  write(folder.path, "generators/note.test.ts", "throw new Error('not loaded');");
  write(folder.path, "generators/types.d.ts", "");
  write(folder.path, "generators/Loud.ts", "throw new Error('not loaded');");
  write(folder.path, "generators/bomb.ts", "throw new Error('loaded');");
  expect((await mega("g test checkout")).code).toBe(0);
  expect((await mega("templates list")).code).toBe(0);
  expect(existsSync(join(folder.path, ".mega/cache"))).toBe(false);
  const { stdout } = await mega("help g");
  expect(stdout).toContain("generate bomb");
  expect(stdout).not.toMatch(/generate (?:note|types|loud)/i);
});

test("where the packages are not installed, that is what is said", async () => {
  generator("note", NOTE + PLAN);
  rmSync(join(folder.path, "node_modules"), { recursive: true });
  const { code, stderr } = await mega("g note todo");
  expect(code).toBe(1);
  expect(stderr).toContain(`mega-framework is not installed in ${folder.path}`);
});

test("outside of a project there are none", async () => {
  using empty = temporaryFolder();
  expect((await mega("g policy x", { cwd: empty.path })).stderr).toContain("unknown command 'policy'");
});
