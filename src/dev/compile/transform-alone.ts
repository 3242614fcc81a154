import { readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

import { type ImportSpecifier, init, parse } from "es-module-lexer";

import { relativePath } from "../../project/relative-path.ts";
import { exactFile, isRelative, OWN_IMPORT, specifierBetween } from "./import-path.ts";
import { modulePath } from "./module-path.ts";
import { NODE_TARGET } from "./node-target.ts";
import type { TransformedModule, TransformPlace } from "./transform.ts";

/**
 * Makes the module of a file (from the root, with `/`) in this process, without a look at any other: a twentieth of what
 * esbuild takes. Null when that is not enough: when it has a mistake, is CommonJS or JSX, uses what this Node has no
 * syntax for, or imports something that is not named as it is.
 */
export async function transformAlone(file: string, place: TransformPlace): Promise<TransformedModule | null> {
  const lang = LANGUAGES[extname(file)];
  const output = lang === undefined ? null : await transformText(file, { ...place, lang });
  if (output === null || MAY_BE_NEWER.test(output.code)) return null;
  await init;
  const [imports, exports, , isModule] = parse(output.code);
  if (!isModule || /\brequire\b/.test(output.code) || hasTwice(exports.map(({ n: name }) => name))) return null;
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

const LANGUAGES: Readonly<Record<string, "ts" | "js">> = { ".ts": "ts", ".mts": "ts", ".js": "js", ".mjs": "js" };

/** Decorators and `accessor`, which oxc leaves as they are; what only looks like them in a text is made by esbuild as well. */
const MAY_BE_NEWER = /(?<![\w"'`./\\-]|\*[ \t]*)@[\w([]|^\s*(?:static\s+)?accessor\s+[\w$#["']/m;

interface Output {
  readonly code: string;
  readonly map: string;
}

/** Null for a text that oxc or the disk has something against, and for one that takes helpers. */
async function transformText(
  file: string,
  { root, outDir, lang }: TransformPlace & { readonly lang: "ts" | "js" },
): Promise<Output | null> {
  const { transformSync } = await import("oxc-transform");
  const path = join(root, file);
  const text = readText(path);
  if (text === null) return null;
  // A source map names its sources as URLs.
  const source = relativePath(dirname(join(outDir, modulePath(file))), path)
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  const options = { lang, sourceType: "module", target: NODE_TARGET, sourcemap: true } as const;
  const { code, map, errors, helpersUsed } = transformSync(source, text, options);
  if (errors.length > 0 || Object.keys(helpersUsed).length > 0 || map === undefined) return null;
  const { sources, names, mappings } = map;
  return { code, map: JSON.stringify({ version: 3, sources, names, mappings }) };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function hasTwice(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
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
