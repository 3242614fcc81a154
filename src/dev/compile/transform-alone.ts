import { readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

import { type ImportSpecifier, init, parse } from "es-module-lexer";
import type { Loader } from "esbuild";

import { relativePath } from "../../project/relative-path.ts";
import { exactFile, isRelative, OWN_IMPORT, specifierBetween } from "./import-path.ts";
import { modulePath } from "./module-path.ts";
import { MODULE_OPTIONS } from "./module-options.ts";
import type { TransformedModule, TransformPlace } from "./transform.ts";

/**
 * Makes the module of a file (from the root, with `/`) without a look at any other, which takes a third of the time. Null
 * when that is not enough: when it has a mistake, is CommonJS, or imports something that is not named as it is.
 */
export async function transformAlone(file: string, place: TransformPlace): Promise<TransformedModule | null> {
  const loader = LOADERS[extname(file)];
  const output = loader === undefined ? null : await transformText(file, { ...place, loader });
  if (output === null) return null;
  await init;
  const [imports, , , isModule] = parse(output.code);
  if (!isModule || /\brequire\b/.test(output.code)) return null;
  const named = imports.filter(({ n: path }) => path !== undefined);
  const own = named.filter((one) => !isPackage(one)).map((one) => ownImport(one, { file, ...place }));
  if (own.some((one) => one === null)) return null;
  const renamed = own.filter((one) => one !== null);
  return {
    file,
    code: `${rename(output.code, renamed)}//# sourceMappingURL=${encodeURIComponent(basename(modulePath(file)))}.map\n`,
    map: output.map,
    imports: [...new Set(renamed.map(({ target }) => target))],
    packages: [...new Set(named.filter(isPackage).map(({ n: path = "" }) => path))],
    inputs: [file],
  };
}

const LOADERS: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".jsx": "jsx",
};

interface Output {
  readonly code: string;
  readonly map: string;
}

/** Null for a text that esbuild or the disk has something against. */
async function transformText(
  file: string,
  { root, outDir, loader }: TransformPlace & { readonly loader: Loader },
): Promise<Output | null> {
  const { transform } = await import("esbuild");
  const path = join(root, file);
  // A source map names its sources as URLs; esbuild's `build` does so by itself.
  const sourcefile = relativePath(dirname(join(outDir, modulePath(file))), path)
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  try {
    return await transform(readFileSync(path), { ...MODULE_OPTIONS, loader, sourcefile, sourcemap: "external" });
  } catch {
    return null;
  }
}

function isPackage({ n: path = "" }: ImportSpecifier): boolean {
  return !OWN_IMPORT.test(path);
}

/** One of the project's own modules, as it is imported. */
interface OwnImport {
  readonly start: number;
  readonly end: number;
  readonly specifier: string;
  /** From the root, with `/`. */
  readonly target: string;
}

/** Null for one that is not named as it is, or that stands where other code may follow in its line: the source map has its columns. */
function ownImport(
  { n: path = "", s: start, e: end, d: dynamic, a: attributes }: ImportSpecifier,
  { file, root, outDir }: TransformPlace & { readonly file: string },
): OwnImport | null {
  if (dynamic !== STATIC || attributes !== NONE || !isRelative(path)) return null;
  const found = exactFile(dirname(join(root, file)), path);
  if (found === undefined) return null;
  const target = relativePath(root, found);
  const [from, to] = [join(outDir, modulePath(file)), join(outDir, modulePath(target))];
  const specifier = specifierBetween(dirname(from), to);
  return /["\\]/.test(specifier) ? null : { start, end, specifier, target };
}

/** What the lexer says of an import that is a statement. */
const STATIC = -1;
/** … and of one without attributes. */
const NONE = -1;

function rename(code: string, imports: readonly OwnImport[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end, specifier } of imports) {
    pieces.push(code.slice(at, start), specifier);
    at = end;
  }
  return [...pieces, code.slice(at)].join("");
}
