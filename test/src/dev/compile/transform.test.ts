import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { init, parse } from "es-module-lexer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { transformAlone } from "../../../../src/dev/compile/transform-alone.ts";
import { transformTogether } from "../../../../src/dev/compile/transform-together.ts";
import { transformModules, type TransformPlace } from "../../../../src/dev/compile/transform.ts";
import { makeProject, type TestProject } from "../support/project.ts";

let project: TestProject;
let place: TransformPlace;

beforeEach(async () => {
  project = await makeProject();
  place = { root: project.root, outDir: join(project.root, ".mega/build/x") };
  await project.write("lib/b.ts", "export const b = 1;\nexport default class B {}\n");
  await project.write("lib/data.json", '{ "size": 3 }');
  await project.write("lib/old.cjs", "exports.old = 1;\n");
});
afterEach(() => project[Symbol.asyncDispose]());

const FILE = "lib/a.ts";

/** What is known of a module beside its text, in no order. */
async function known(module: Awaited<ReturnType<typeof transformAlone>>): Promise<unknown> {
  if (module === null) return null;
  const { sources } = JSON.parse(Buffer.from(module.map).toString()) as { readonly sources: readonly string[] };
  const written = sources.map(decodeURIComponent);
  const sorted = (list: readonly string[]): readonly string[] => list.toSorted();
  return {
    file: module.file,
    sources: written,
    imports: sorted(module.imports),
    packages: sorted(module.packages),
    inputs: module.inputs,
  };
}

async function specifiers(code: string | Uint8Array = ""): Promise<readonly (string | undefined)[]> {
  await init;
  return [...new Set(parse(Buffer.from(code).toString())[0].map(({ n: path }) => path))].toSorted();
}

/** What a module without imports exports as `a`. */
async function valueOf(code: string | Uint8Array = ""): Promise<unknown> {
  const { a } = (await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)) as { a: unknown };
  return a;
}

describe("a module that is made by itself", () => {
  test.each([
    ["nothing imported", "export const a: number = 1;\n"],
    ["values", 'import B, { b } from "./b.ts";\nexport const a = [B, b];\n'],
    ["types alone", 'import type B from "./b.ts";\nexport const a: B | null = null;\n'],
    ["for its effect", 'import "./b.ts";\nimport "zod";\nexport {};\n'],
    ["what goes through", 'export * from "./b.ts";\nexport { default as B } from "../lib/b.ts";\n'],
    ["twice", 'import { b } from "./b.ts";\nexport { b as c } from "./b.ts";\nexport const a = b;\n'],
    ["packages", 'import { z } from "zod";\nexport const a = [z, () => import("date-fns/format")];\n'],
    ["with attributes", 'import p from "pkg/package.json" with { type: "json" };\nexport const a = p;\n'],
    ["a text that looks like an import", 'export const a = `import "./gone.ts"`; // import "./gone.ts"\n'],
    ["a byte order mark", '\uFEFFimport { b } from "./b.ts";\nexport const a = b;\n'],
    ["carriage returns", 'import { b } from "./b.ts";\r\nexport const a = b;\r\n'],
    ["a top-level await", 'export const a = await import("node:os");\n'],
  ])("is known as the one that esbuild bundles: %s", async (_, source) => {
    await project.write(FILE, source);
    const alone = await transformAlone(FILE, place);
    const [together] = await transformTogether([FILE], place);
    expect(alone).not.toBeNull();
    expect(await known(alone)).toEqual(await known(together ?? null));
    expect(await specifiers(alone?.code)).toEqual(await specifiers(together?.code));
    expect(Buffer.from(alone?.code ?? "").toString()).toMatch(/\/\/# sourceMappingURL=a\.ts\.mjs\.map\n$/);
  });

  test.each([
    ["an enum", 'enum Size { S, M = 4, L, Name = "l" }\nexport const a = [Size.L, Size[4], Size.Name];\n'],
    ["a const enum", "const enum Size { S = 1 }\nexport const a = Size.S;\n"],
    [
      "a namespace",
      "namespace N { export const one = 1; export namespace M { export const two = one + 1; } }\nexport const a = [N.one, N.M.two];\n",
    ],
    [
      "parameter properties",
      "class A { y = this.x; constructor(readonly x = 1, private z?: string) {} }\nexport const a = Object.entries(new A());\n",
    ],
    [
      "fields",
      "class A { x?: number; declare y: string; #z = 1; static { this.s = 2; } static s: number; z() { return this.#z; } }\nexport const a = [Object.keys(new A()), A.s, new A().z()];\n",
    ],
    [
      "what an inherited field hides",
      "class A { x: unknown = 1; }\nclass B extends A { override x: unknown; }\nexport const a = [new B().x];\n",
    ],
    [
      "abstract classes",
      "abstract class A { abstract x(): number; y(): number { return this.x(); } }\nclass B extends A { x() { return 1; } }\nexport const a = new B().y();\n",
    ],
    [
      "overloads",
      "function f(x: string): string;\nfunction f(x: number): number;\nfunction f(x: unknown) { return x; }\nexport const a = f(1);\n",
    ],
    [
      "casts",
      "const b = { c: 1 } satisfies object as { c?: number };\nexport const a = <number>b.c! + (b.c as unknown as number);\n",
    ],
    [
      "names",
      "const f = () => 1;\nconst C = class {};\nclass D { static n = this.name; }\nexport const a = [f.name, C.name, D.name, D.n];\n",
    ],
    [
      "what only types need",
      'import { A } from "nowhere";\nimport type { B } from "nowhere";\nexport type { A, B };\nexport const a: A | B = 1;\n',
    ],
    ["generic arrows", "const f = <T,>(x: T): T => x;\nexport const a = f<number>(1);\n"],
    [
      "declarations",
      'declare const x: number;\ndeclare global { var y: number }\ndeclare module "zod" { interface Z { a: 1 } }\nexport const a = typeof x;\n',
    ],
    [
      "texts that look like decorators",
      '/** @param x\n * @returns y */\nexport const a = ["@fastify/cookie", "bob@example.com", `@c`];\n',
    ],
  ])("means what it means when esbuild makes it: %s", async (_, source) => {
    await project.write(FILE, source);
    const alone = await transformAlone(FILE, place);
    const [together] = await transformTogether([FILE], place);
    expect(await valueOf(alone?.code)).toEqual(await valueOf(together?.code));
    expect(await valueOf(alone?.code)).toBeDefined();
  });

  test.each([
    ["a name without its ending", 'import { b } from "./b";\nexport const a = b;\n'],
    ["a file that is not there", 'import { b } from "./gone.ts";\nexport const a = b;\n'],
    ["data", 'import { size } from "./data.json";\nexport const a = size;\n'],
    ["CommonJS beside it", 'import { old } from "./old.cjs";\nexport const a = old;\n'],
    ["an import when it runs", 'export const a = () => import("./b.ts");\n'],
    ["require", 'export const a = require("./old.cjs");\n'],
    ["no module", "console.log(1);\n"],
    ["a mistake", "export const a = ;\n"],
    ["a name that is exported twice", "export const a = 1;\nconst b = 2;\nexport { b as a };\n"],
    ["a decorator of a class", "@d class A {}\nexport const a = A;\n"],
    ["a decorator of an exported class", "export @d class A {}\n"],
    ["a decorator of a default class", "export default @d class {}\n"],
    ["a decorator of a class in an expression", "export const a = [@d() class {}];\n"],
    ["a decorator of a method", "export class A { x = 1; @d() static m() {} }\n"],
    ["a decorator of a parameter", "export class A { constructor(@d() x: number) {} }\n"],
    ["accessor", "export class A { static accessor x = 1; }\n"],
    ["using", "export function f(x: Disposable) { using y = x; return y; }\n"],
    ["await using", "export async function f(x: AsyncDisposable) { await using y = x; return y; }\n"],
  ])("is left to esbuild's own look at the others: %s", async (_, source) => {
    await project.write(FILE, source);
    expect(await transformAlone(FILE, place)).toBeNull();
  });

  test("is left to it when a file is gone, JSX or no code", async () => {
    await project.write("lib/c.tsx", "export const a = 1;\n");
    expect(await transformAlone("lib/c.tsx", place)).toBeNull();
    expect(await transformAlone("lib/gone.ts", place)).toBeNull();
    expect(await transformAlone("lib/data.json", place)).toBeNull();
  });

  test("an import leads to the file behind a link", async () => {
    await mkdir(join(project.root, "links"));
    await symlink(join(project.root, "lib/b.ts"), join(project.root, "links/b.ts"));
    await project.write(FILE, 'import { b } from "../links/b.ts";\nexport const a = b;\n');
    expect((await transformAlone(FILE, place))?.imports).toEqual(["lib/b.ts"]);
  });

  test("names that a URL reads otherwise are written so that it does not", async () => {
    await project.write("lib/50% #?.ts", "export const b = 1;\n");
    await project.write(FILE, 'import { b } from "./50% #?.ts";\nexport const a = b;\n');
    const alone = await transformAlone(FILE, place);
    expect(alone?.code).toContain('"./50%25 %23%3F.ts.mjs"');
    expect(alone?.imports).toEqual(["lib/50% #?.ts"]);
    const odd = await transformAlone("lib/50% #?.ts", place);
    const [together] = await transformTogether(["lib/50% #?.ts"], place);
    expect(await known(odd)).toEqual(await known(together ?? null));
  });
});

test("files of both kinds are made in one go, and a mistake of one is told with its place", async () => {
  await project.write(FILE, 'import { size } from "./data.json";\nexport const a = size;\n');
  const made = await transformModules([FILE, "lib/b.ts"], place);
  expect(made.map(({ file }) => file).toSorted()).toEqual([FILE, "lib/b.ts"]);
  expect(made.find(({ file }) => file === FILE)?.inputs.toSorted()).toEqual([FILE, "lib/data.json"]);
  await project.write(FILE, "export const a = ;\n");
  await expect(transformModules([FILE, "lib/b.ts"], place)).rejects.toMatchObject({
    failure: { code: "build_failed", at: { file: FILE, line: 1 } },
  });
});
