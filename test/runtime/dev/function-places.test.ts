import { mkdtemp, mkdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { transformSync } from "oxc-transform";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { composeAfter } from "../../../runtime/core/pipeline.ts";
import { openFunctionPlaces, type FunctionPlaces } from "../../../runtime/dev/function-places.ts";

type Named = (...args: never[]) => unknown;

/** A name that is another one as a URL. */
const CODE = "(100%) code.ts";

let root = "";
let places: FunctionPlaces;
/** By compiler. */
const built: Record<string, Readonly<Record<string, Named>>> = {};

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "mega places ")));
  await mkdir(join(root, "node_modules/lib"), { recursive: true });
  await writeFile(join(root, "node_modules/lib/index.mjs"), "\nexport function foreign() {}\n");
  await writeFile(
    join(root, CODE),
    [
      'import { foreign } from "../lib/index.mjs";',
      "interface Erased { readonly a: string }",
      "export const arrow = (value: Erased): string =>",
      "  value.a;",
      "export async function later(): Promise<void> {}",
      "export class Post { show(): number { return 1; } }",
      "export const method = new Post().show;",
      "export const made = ((n: number) => () => n)(1);",
      "export const bound = later.bind(null).bind(null);",
      "export const native = Array.prototype.map;",
      "export const viaProxy = new Proxy(later, {});",
      "export { foreign };",
      "export const [, listed, , awaited] = [",
      "  { a: 1,",
      "  },",
      "  (n: number) => n,",
      "  { a: 1,",
      "  },",
      "  async () => {},",
      "] as const;",
      "export const [, bare] = [{ a: 1,",
      "  }, n => n] as [object, (n: number) => number];",
    ].join("\n"),
  );
  // Below node_modules, so that Vitest leaves it as it is.
  const outfile = join(root, "node_modules/.mega/manifest.mjs");
  await build({
    entryPoints: [join(root, CODE)],
    outfile,
    bundle: true,
    external: ["../lib/*"],
    format: "esm",
    platform: "node",
    sourcemap: "linked",
    keepNames: true,
    logLevel: "silent",
  });
  const { code, map } = transformSync(`../../${encodeURIComponent(CODE)}`, await readFile(join(root, CODE), "utf8"), {
    lang: "ts",
    sourcemap: true,
  });
  const alone = join(root, "node_modules/.mega/alone.mjs");
  await writeFile(alone, code);
  await writeFile(`${alone}.map`, JSON.stringify(map));
  for (const [name, path] of Object.entries({ esbuild: outfile, oxc: alone }))
    built[name] = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Readonly<Record<string, Named>>;
  places = openFunctionPlaces(root);
});

afterAll(async () => {
  places.close();
  await rm(root, { recursive: true, force: true });
});

describe.each(["esbuild", "oxc"])("made by %s", (compiler) => {
  test.each([
    ["arrow", CODE, 3],
    ["later", CODE, 5],
    ["method", CODE, 6],
    ["made", CODE, 8],
    ["bound", CODE, 5],
    ["foreign", "node_modules/lib/index.mjs", 2],
    ["listed", CODE, 16],
    ["awaited", CODE, 19],
    ["bare", CODE, 22],
  ])("%s was written at %s:%i", (name, file, line) => {
    expect(places.placeOf(built[compiler]?.[name] as Named)).toMatchObject({ file, line });
  });
});

test("native functions and proxies have no place, nor has what is no function", () => {
  for (const name of ["native", "viaProxy"])
    expect(places.placeOf(built["esbuild"]?.[name] as Named), name).toBeUndefined();
  expect(places.placeOf(undefined as never)).toBeUndefined();
});

test("the framework's own functions have none", () => {
  expect(places.placeOf(composeAfter)).toBeUndefined();
});

test("nothing is left behind", () => {
  expect(Object.keys(globalThis).filter((name) => name.startsWith("mega"))).toEqual([]);
});
