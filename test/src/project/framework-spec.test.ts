import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { CliContext } from "../../../src/context.ts";
import { frameworkSpec } from "../../../src/project/framework-spec.ts";
import type { Reporter } from "../../../src/ui/reporter.ts";
import { temporaryFolder, write } from "../../cli/support.ts";

const ui = { progress: (_text: string, work: () => Promise<unknown>) => work() } as unknown as Reporter;

function world(cache: string): CliContext {
  return {
    env: { ...process.env, XDG_CACHE_HOME: cache },
    signal: new AbortController().signal,
  } as unknown as CliContext;
}

function checkout(root: string): void {
  write(root, "package.json", `{ "name": "mega-framework", "version": "9.9.9", "files": ["dist"] }`);
  write(root, "dist/build-id", "1");
  write(root, "src/main.ts", "");
  write(root, "tsconfig.build.json", "{}");
}

test("an installed package depends on its own version", async () => {
  using folder = temporaryFolder();
  write(folder.path, "package.json", `{ "version": "9.9.9" }`);
  expect(await frameworkSpec(world(folder.path), ui, folder.path)).toBe("^9.9.9");
});

test("a checkout packs itself once for equal contents, also when two runs do it at once", async () => {
  using folder = temporaryFolder("프로젝트 폴더");
  using cache = temporaryFolder();
  checkout(folder.path);
  const [one, two] = await Promise.all([1, 2].map(() => frameworkSpec(world(cache.path), ui, folder.path)));
  expect(one).toBe(two);
  expect(one).toMatch(/^file:.*\/mega\/mega-framework-9\.9\.9-[0-9a-f]{12}\.tgz$/);
  expect(readdirSync(join(cache.path, "mega"))).toHaveLength(1);
  write(folder.path, "dist/build-id", "2");
  const three = await frameworkSpec(world(cache.path), ui, folder.path);
  expect(three).not.toBe(one);
  expect(existsSync(three.slice("file:".length))).toBe(true);
});

test("a checkout that is not built says how to build it", async () => {
  using folder = temporaryFolder();
  write(folder.path, "package.json", `{ "version": "9.9.9" }`);
  write(folder.path, ".git/HEAD", "");
  const spec = frameworkSpec(world(folder.path), ui, folder.path);
  await expect(spec).rejects.toMatchObject({
    code: "framework_unbuilt",
    hint: expect.stringContaining("npm run build"),
  });
});

test("a failed pack leaves nothing in the cache", async () => {
  using folder = temporaryFolder();
  using cache = temporaryFolder();
  checkout(folder.path);
  const cli = { ...world(cache.path), env: { XDG_CACHE_HOME: cache.path, PATH: "/nowhere" } };
  await expect(frameworkSpec(cli, ui, folder.path)).rejects.toMatchObject({ code: "pack_failed" });
  expect(readdirSync(join(cache.path, "mega"))).toEqual([]);
});
