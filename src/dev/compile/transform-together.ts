import { dirname, extname, join, sep } from "node:path";

import type { BuildResult, Metafile, Plugin } from "esbuild";

import { relativePath } from "../../project/relative-path.ts";
import { buildFailure } from "../build-failure.ts";
import { exactFile, isCode, isRelative, OWN_IMPORT, specifierBetween } from "./import-path.ts";
import { modulePath, sourcePath } from "./module-path.ts";
import { NODE_TARGET } from "./node-target.ts";
import type { TransformedModule, TransformPlace } from "./transform.ts";

/**
 * Makes a module of each of these files (from the root, with `/`), all in one call, whatever they import. Throws a
 * RuntimeFailure `build_failed` that names every mistake with its line.
 */
export async function transformTogether(
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
      packages: "external",
      format: "esm",
      platform: "node",
      target: NODE_TARGET,
      sourcemap: "linked",
      sourcesContent: false,
      keepNames: true,
      tsconfigRaw: {},
      metafile: true,
      write: false,
      logLevel: "silent",
    });
  } catch (error) {
    throw buildFailure(error);
  }
}

function importsStay({ root, outDir }: TransformPlace): Plugin {
  const moduleOf = (file: string): string => join(outDir, modulePath(relativePath(root, file)));
  return {
    name: "mega-imports-stay",
    setup(build) {
      build.onResolve({ filter: OWN_IMPORT }, async ({ path, importer, kind, resolveDir, ...args }) => {
        if (kind === "entry-point" || kind.startsWith("require") || args.pluginData === RESOLVING) return undefined;
        const options = { importer, kind, resolveDir, with: args.with, pluginData: RESOLVING };
        const file = exactFile(resolveDir, path) ?? (await build.resolve(path, options)).path;
        const from = dirname(moduleOf(importer));
        // Node loads CommonJS by itself, and finds the names that it exports.
        if (extname(file) === ".cjs") return { path: specifierBetween(from, file), external: true };
        // What is not found is told by esbuild itself, with its line.
        return isCode(file) ? { path: specifierBetween(from, moduleOf(file)), external: true } : undefined;
      });
    },
  };
}

/** Marks the plugin's own question to esbuild, which comes by the plugin again. */
const RESOLVING = Symbol("resolving");
