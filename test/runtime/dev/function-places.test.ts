import { mkdtemp, mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

import { composeAfter } from "../../../runtime/core/pipeline.ts";
import { openFunctionPlaces, type FunctionPlaces } from "../../../runtime/dev/function-places.ts";

type Named = (...args: never[]) => unknown;

/** A name that is another one as a URL. */
const CODE = "(100%) code.ts";

let root = "";
let places: FunctionPlaces;
let built: Readonly<Record<string, Named>>;

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
  built = (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as typeof built;
  places = openFunctionPlaces(root);
});

afterAll(async () => {
  places.close();
  await rm(root, { recursive: true, force: true });
});

test.each([
  ["arrow", CODE, 3],
  ["later", CODE, 5],
  ["method", CODE, 6],
  ["made", CODE, 8],
  ["bound", CODE, 5],
  ["foreign", "node_modules/lib/index.mjs", 2],
])("%s was written at %s:%i", (name, file, line) => {
  expect(places.placeOf(built[name] as Named)).toMatchObject({ file, line });
});

test("native functions and proxies have no place, nor has what is no function", () => {
  for (const name of ["native", "viaProxy"]) expect(places.placeOf(built[name] as Named), name).toBeUndefined();
  expect(places.placeOf(undefined as never)).toBeUndefined();
});

test("the framework's own functions have none", () => {
  expect(places.placeOf(composeAfter)).toBeUndefined();
});

test("nothing is left behind", () => {
  expect(Object.keys(globalThis).filter((name) => name.startsWith("mega"))).toEqual([]);
});
