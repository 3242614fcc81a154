import { existsSync, realpathSync } from "node:fs";
import { dirname, extname, join, sep } from "node:path";

import type { BuildResult, Metafile, Plugin } from "esbuild";

import { relativePath } from "../../project/relative-path.ts";
import { buildFailure } from "../build-failure.ts";
import { modulePath, sourcePath, specifier } from "./module-path.ts";

/** One file of the project as the module that Node loads. Files are named as they are without links. */
export interface TransformedModule {
  /** From the project's root, with `/`. */
  readonly file: string;
  readonly code: Uint8Array;
  readonly map: Uint8Array;
  /** Modules of the project that it imports, from the root. */
  readonly imports: readonly string[];
  /** What it imports from packages, as it is written: `zod`, `date-fns/format`, `node:fs`. */
  readonly packages: readonly string[];
  /** Files whose content is in it: itself, and data such as JSON. */
  readonly inputs: readonly string[];
}

export interface TransformPlace {
  /** Absolute path of the project, without links. */
  readonly root: string;
  /** Absolute path of the folder that the modules go to. Nothing is written there. */
  readonly outDir: string;
}

/**
 * Makes a module of each of these files (from the root, with `/`), all in one call. Imports of each other stay imports.
 * Throws a RuntimeFailure `build_failed` that names every mistake with its line.
 */
export async function transformModules(
  files: readonly string[],
  place: TransformPlace,
): Promise<readonly TransformedModule[]> {
  const result = await run(files, place);
  const outputs = new Map(result.outputFiles.map(({ path, contents }) => [path, contents]));
  return Object.entries(result.metafile.outputs).flatMap(([path, output]) => {
    const absolute = join(place.root, path);
    const [code, map] = [outputs.get(absolute), outputs.get(`${absolute}.map`)];
    if (output.entryPoint === undefined || code === undefined || map === undefined) return [];
    return [{ file: output.entryPoint, code, map, ...importsOf(output, { ...place, module: absolute }) }];
  });
}

type Output = Metafile["outputs"][string];

function importsOf(
  { imports, inputs }: Output,
  { outDir, module }: TransformPlace & { readonly module: string },
): Pick<TransformedModule, "imports" | "packages" | "inputs"> {
  const external = new Set(imports.filter((one) => one.external === true).map(({ path }) => path));
  const [own, packages] = [[...external].filter(isRelative), [...external].filter((path) => !isRelative(path))];
  const modules = own.map((path) => join(dirname(module), decodeURIComponent(path)));
  return {
    imports: modules
      .filter((path) => path.startsWith(outDir + sep))
      .map((path) => sourcePath(relativePath(outDir, path))),
    packages,
    inputs: Object.keys(inputs),
  };
}

async function run(
  files: readonly string[],
  { root, outDir }: TransformPlace,
): Promise<BuildResult<{ write: false; metafile: true }>> {
  const { build } = await import("esbuild");
  try {
    return await build({
      absWorkingDir: root,
      entryPoints: files.map((file) => ({ in: join(root, file), out: modulePath(file).slice(0, -".mjs".length) })),
      outdir: outDir,
      outExtension: { ".js": ".mjs" },
      plugins: [importsStay({ root, outDir })],
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      sourcemap: "linked",
      sourcesContent: false,
      keepNames: true,
      metafile: true,
      write: false,
      logLevel: "silent",
      tsconfigRaw: {},
    });
  } catch (error) {
    throw buildFailure(error);
  }
}

/** Code becomes a module of its own. Anything else that is imported (JSON, text) goes into the module that imports it. */
const CODE = new Set([".ts", ".mts", ".js", ".mjs", ".tsx", ".jsx"]);

function importsStay({ root, outDir }: TransformPlace): Plugin {
  const moduleOf = (file: string): string => join(outDir, modulePath(relativePath(root, file)));
  return {
    name: "mega-imports-stay",
    setup(build) {
      build.onResolve(
        { filter: /^(?:\.{1,2}(?:\/|$)|\/|#)/ },
        async ({ path, importer, kind, resolveDir, ...args }) => {
          if (kind === "entry-point" || kind.startsWith("require") || args.pluginData === RESOLVING) return undefined;
          const options = { importer, kind, resolveDir, with: args.with, pluginData: RESOLVING };
          const file = exactFile(resolveDir, path) ?? (await build.resolve(path, options)).path;
          const from = dirname(moduleOf(importer));
          // Node loads CommonJS by itself, and finds the names that it exports.
          if (extname(file) === ".cjs") return { path: specifierBetween(from, file), external: true };
          // What is not found is told by esbuild itself, with its line.
          return CODE.has(extname(file)) ? { path: specifierBetween(from, moduleOf(file)), external: true } : undefined;
        },
      );
    },
  };
}

/** Most imports name their file as it is: esbuild need not be asked where that is. Links are followed, as Node does. */
function exactFile(folder: string, path: string): string | undefined {
  const file = join(folder, path);
  return /^\.{1,2}\//.test(path) && CODE.has(extname(path)) && existsSync(file) ? realpathSync(file) : undefined;
}

/** Marks the plugin's own question to esbuild, which comes by the plugin again. */
const RESOLVING = Symbol("resolving");

function specifierBetween(from: string, to: string): string {
  return specifier(relativePath(from, to));
}

function isRelative(path: string): boolean {
  return /^\.{1,2}\//.test(path);
}
