import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, utimes } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Compiler } from "../../../src/dev/compiler.ts";
import type { RuntimeFailure } from "../../../src/errors.ts";
import { makeProject, type TestProject } from "./support/project.ts";

interface Loaded {
  readonly default: {
    readonly apps: readonly {
      readonly routes: readonly { readonly file: string; load(): Promise<{ default: () => string }> }[];
    }[];
  };
}

const hello = "apps/main/routes/hello.ts";

let project: TestProject;
let compiler: Compiler;

beforeEach(async () => {
  project = await makeProject();
  compiler = await Compiler.open(project.root, { now: () => new Date() });
});

afterEach(async () => {
  await compiler.dispose();
  await project[Symbol.asyncDispose]();
});

describe("a build", () => {
  test("is a manifest below .mega/build that loads each file by itself", async () => {
    await project.write("apps/main/routes/broken.ts", 'throw new Error("only when loaded");');
    const build = await compiler.compile();
    expect(build.entry.startsWith(join(project.root, ".mega", "build"))).toBe(true);
    const { routes } = (await load(build.entry)).default.apps[0]!;
    expect(routes.map((route) => route.file)).toEqual(["apps/main/routes/broken.ts", hello]);
    expect((await routes[1]!.load()).default()).toBe("v1");
    await expect(routes[0]!.load()).rejects.toThrow("only when loaded");
  });

  test("names every file that is in it", async () => {
    await project.write("apps/main/words.ts", 'export const word = "word";');
    await project.write(hello, 'import { word } from "../words.ts";\nexport default () => word;');
    const { files } = await compiler.compile();
    expect([...files].sort()).toEqual(["apps/main/app.config.ts", hello, "apps/main/words.ts", "mega.config.ts"]);
  });

  test("holds what the files are at that moment, also those found by folder", async () => {
    await compiler.compile();
    await project.write(hello, 'export default () => "v2";');
    await project.write("apps/main/routes/new.ts", 'export default () => "new";');
    const { routes } = (await load((await compiler.compile()).entry)).default.apps[0]!;
    expect(await Promise.all(routes.map(async (route) => (await route.load()).default()))).toEqual(["v2", "new"]);
  });

  test("asked for while another is under way is a new one", async () => {
    const first = compiler.compile();
    await project.write(hello, 'export default () => "v2";');
    const second = compiler.compile();
    const [, b] = await Promise.all([first, second]);
    expect((await (await load(b.entry)).default.apps[0]!.routes[0]!.load()).default()).toBe("v2");
  });

  test("leaves packages outside, names them, and maps lines back to the project's own", async () => {
    await project.write(
      hello,
      'import { thing } from "some-package";\nimport { join } from "path";\nexport default (): string => join(thing);',
    );
    const { imports } = await compiler.compile();
    const module = await moduleOf(hello);
    expect(await readFile(module, "utf8")).toContain('from "some-package"');
    const map = JSON.parse(await readFile(`${module}.map`, "utf8")) as { sources: string[] };
    expect(map.sources.map((source) => resolve(dirname(module), source))).toEqual([join(project.root, hello)]);
    const own = (await import(/* @vite-ignore */ pathToFileURL(imports).href)) as Readonly<Record<string, unknown>>;
    expect(own["packages"]).toEqual(["path", "some-package"]);
    expect(own["modules"]).toContain("./apps/main/routes/hello.ts.mjs");
  });

  test("follows links, of a route and of the project itself", async () => {
    await project.write("../shared/word.ts", 'export const word = "linked";');
    await project.write("../shared/route.ts", 'import { word } from "./word.ts";\nexport default () => word;');
    await symlink(join(project.root, "../shared/route.ts"), join(project.root, "apps/main/routes/linked.ts"));
    const link = join(project.root, "..", "link");
    await symlink(project.root, link);
    const other = await Compiler.open(link, { now: () => new Date() });
    for (const one of [compiler, other]) {
      const { routes } = (await load((await one.compile()).entry)).default.apps[0]!;
      const linked = routes.find(({ file }) => file === "apps/main/routes/linked.ts");
      expect((await linked!.load()).default()).toBe("linked");
    }
    await other.dispose();
  });

  test("needs no tsconfig, and does not follow one that extends what is not installed", async () => {
    await project.write("tsconfig.json", '{ "extends": "not-installed/tsconfig.json" }');
    await expect(compiler.compile()).resolves.toBeDefined();
  });

  test("shares its files with the next one when they are alike, until neither is needed", async () => {
    const first = await compiler.compile();
    await project.write(hello, 'export default () => "v2";');
    const second = await compiler.compile();
    expect(second.entry).toBe(first.entry);
    await project.write("apps/main/routes/new.ts", 'export default () => "new";');
    const third = await compiler.compile();
    expect(third.entry).not.toBe(first.entry);
    await first.remove();
    expect(existsSync(second.entry)).toBe(true);
    await second.remove();
    expect([existsSync(second.entry), existsSync(third.entry)]).toEqual([false, true]);
  });

  test("that nobody holds leaves its files to one that comes, until that is another", async () => {
    const first = await compiler.compile();
    await first.remove();
    expect(existsSync(first.entry)).toBe(true);
    await project.write("apps/main/routes/new.ts", 'export default () => "new";');
    await compiler.compile();
    expect(existsSync(first.entry)).toBe(false);
  });

  test("is made anew when somebody has cleared the folder", async () => {
    await compiler.compile();
    await rm(join(project.root, ".mega"), { recursive: true });
    const { entry } = await compiler.compile();
    expect((await (await load(entry)).default.apps[0]!.routes[0]!.load()).default()).toBe("v1");
  });

  test("is removed by dispose", async () => {
    const { entry, imports } = await compiler.compile();
    await compiler.dispose();
    expect([entry, imports].map((path) => existsSync(path))).toEqual([false, false]);
  });

  test("names what it has for itself among its modules", async () => {
    const { imports } = await compiler.compile();
    const own = (await import(/* @vite-ignore */ pathToFileURL(imports).href)) as {
      readonly modules: readonly string[];
    };
    expect(own.modules).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\.\/manifest-/), expect.stringMatching(/^\.\/code-main-/)]),
    );
  });
});

describe("mistakes", () => {
  test("are all named, with their line and column", async () => {
    await project.write(hello, 'import "./gone.ts";\n\nexport default () => "é" +;\n');
    await project.write(
      "apps/main/routes/other.ts",
      'import { nothing } from "../../../mega.config.ts";\nexport default nothing;\n',
    );
    await project.write("mega.config.ts", "export default {\n");
    const { failure } = await mistake();
    expect(failure.code).toBe("build_failed");
    expect(failure.details).toEqual(
      expect.arrayContaining([
        { at: { file: hello, line: 3, column: 27 }, message: 'Unexpected ";"' },
        { at: { file: "mega.config.ts", line: 2, column: 1 }, message: "Expected identifier but found end of file" },
      ]),
    );
  });

  test("of one: the message says where", async () => {
    await project.write(hello, 'import "./gone.ts";\n');
    const { failure } = await mistake();
    expect(failure.message).toBe(`${hello}:1:8: Could not resolve "./gone.ts"`);
    expect(failure.at).toEqual({ file: hello, line: 1, column: 8 });
  });

  test("do not spoil the next build", async () => {
    await project.write(hello, "export default (");
    await mistake();
    await project.write(hello, 'export default () => "repaired";');
    await expect(compiler.compile()).resolves.toBeDefined();
  });
});

test("what a killed process left is removed once it is old, what is young stays", async () => {
  const home = join(project.root, ".mega", "build");
  for (const name of ["1-old", "1-young"]) await mkdir(join(home, name), { recursive: true });
  const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
  await utimes(join(home, "1-old"), yesterday, yesterday);
  const other = await Compiler.open(project.root, { now: () => new Date() });
  expect(await readdir(home)).toEqual(expect.arrayContaining(["1-young"]));
  expect(await readdir(home)).not.toContain("1-old");
  await other.dispose();
});

async function load(entry: string): Promise<Loaded> {
  // The manifest's shape is the one of runtime/manifest.ts.
  return (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as Loaded;
}

/** The module that was made of a file. */
async function moduleOf(file: string): Promise<string> {
  const home = join(project.root, ".mega", "build");
  const [folder = ""] = await readdir(home);
  return join(home, folder, `${file}.mjs`);
}

async function mistake(): Promise<RuntimeFailure> {
  return compiler.compile().then(
    () => expect.unreachable("the build succeeded"),
    (error: unknown) => error as RuntimeFailure,
  );
}
