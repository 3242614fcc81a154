import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { expect, test } from "vitest";

// Every ```ts block of the documents is a module of a project. The blocks of one page are one project: they see each other's
// files and declarations. A block that starts with `// file: apps/main/routes/posts.ts` lies there, so that others can
// import it; the others stand at the project's root. Blocks keep the line numbers of their page, so that an error names the line to mend.

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

interface Block {
  readonly file: string;
  readonly text: string;
}

const pages = globSync(["README.md", "docs/**/*.md"], { cwd: root }).sort();

const blocks = new Map(pages.map((page) => [page, blocksOf(page, read(page))]));
/** What a page declares of the framework's types would be true for the others, were they one program. */
const declares = (page: string): boolean => /^ *declare (module|global)\b/m.test(read(page));

test("the code of the pages compiles", async () => {
  const together = pages.filter((page) => !declares(page));
  const files = together.flatMap((page) =>
    blocks.get(page)!.map(({ file, text }) => ({ file: join(page.replaceAll("/", "-"), file), text })),
  );
  expect(await typeErrors(files)).toBe("");
});

test.each(pages.filter(declares))("the code of %s, which declares types, compiles", async (page) => {
  expect(await typeErrors(blocks.get(page)!)).toBe("");
});

test("an error names the line of its page", async () => {
  const page =
    "# Title\n\n```ts\nimport { boot } from 'mega-framework';\n\nexport const port: string = 1;\nvoid boot;\n```\n";
  expect(await typeErrors(blocksOf("docs/made-up.md", page))).toMatch(
    /^made-up\.md\.1\.ts\(6,14\): error TS2322: Type 'number' is not assignable to type 'string'/,
  );
});

test("blocks that name their files import each other, with the types of the framework", async () => {
  const page = [
    "```ts",
    "// file: apps/main/services/clock.ts",
    'import { MegaService } from "mega-framework";',
    "export default class Clock extends MegaService { now(): number { return 0; } }",
    'declare module "mega-framework" { interface Services { clock: Clock } }',
    "```",
    "```ts",
    'import { defineRoutes } from "mega-framework";',
    'import Clock from "./apps/main/services/clock.ts";',
    'export default defineRoutes("/", (route) => route.get("/", (_req, _reply, ctx) => ctx.services.clock.now()));',
    "export const other = Clock;",
    "```",
  ].join("\n");
  expect(await typeErrors(blocksOf("page.md", page))).toBe("");
});

test("blocks of TypeScript are marked ts, so that none goes unchecked", () => {
  const others = pages.filter((page) => /^ *```(?:typescript|tsx|mts|js|javascript|TS)\b/m.test(read(page)));
  expect(others).toEqual([]);
});

function read(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

function blocksOf(page: string, markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const match of markdown.matchAll(/^( *)```ts\n([\s\S]*?)^ *```$/gm)) {
    const [, , code = ""] = match;
    const [, named] = /^\s*\/\/ file: (\S+)/.exec(code) ?? [];
    const linesAbove = markdown.slice(0, match.index).split("\n").length;
    blocks.push({ file: named ?? `${basename(page)}.${blocks.length + 1}.ts`, text: "\n".repeat(linesAbove) + code });
  }
  return blocks;
}

/** What the compiler says of a project made of these files; nothing when it is right. */
async function typeErrors(blocks: readonly Block[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mega-docs-"));
  try {
    for (const { file, text } of blocks) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(await tsconfig(blocks)));
    return await new Promise((resolve) => {
      const args = [tsc, "-p", folder, "--pretty", "false", "--checkers", "1"];
      execFile(process.execPath, args, { cwd: folder }, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The config of a project, with the public doors of the package leading to what is built. */
async function tsconfig(blocks: readonly Block[]): Promise<object> {
  const { name, exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  const doors = Object.entries(exports).flatMap(([door, target]) => {
    if (typeof target === "string") return [];
    return [[join(name, door), [join(root, target.types)]] as const];
  });
  return {
    extends: join(root, "runtime/tsconfig.project.json"),
    compilerOptions: {
      types: ["node"],
      // A document shows things that it does not go on to use.
      noUnusedLocals: false,
      paths: Object.fromEntries(doors),
    },
    files: blocks.map(({ file }) => file),
  };
}
