import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import type { BuildContext, BuildOptions, BuildResult, Plugin } from "esbuild";

import type { CompiledProject } from "../../runtime/dev/messages.ts";
import { findManifest, renderManifest } from "../project/manifest.ts";
import { buildFailure } from "./build-failure.ts";

/** Turns a project's TypeScript into the one module that the runtime loads. Keeps what it parsed for the next time. */
export interface Compiler {
  /** Throws a RuntimeFailure `build_failed` that names every mistake with its line. */
  compile(): Promise<Build>;
  /** Ends the compiler and removes what it wrote. */
  dispose(): Promise<void>;
}

export interface Build extends CompiledProject {
  /** Every file of the project that is in it, from the project's root, with `/`. */
  readonly files: readonly string[];
  /** Removes it from the disk; a process that has loaded it no longer needs it. */
  remove(): Promise<void>;
}

/** Folders left by a process that was killed are removed after this. Whoever runs from one has long loaded it. */
const STALE_MS = 60 * 60 * 1000;
const MANIFEST = "mega:manifest";

/** `now` tells which leftovers of earlier runs are old enough to remove. */
export async function makeCompiler(root: string, now: () => Date): Promise<Compiler> {
  const home = join(root, ".mega", "build");
  await removeStale(home, now().getTime() - STALE_MS);
  const { context } = await import("esbuild");
  let manifest = "";
  const esbuild = await context(
    options(
      root,
      home,
      manifestPlugin(root, () => manifest),
    ),
  );
  const run = randomBytes(4).toString("hex");
  const folders = new Set<string>();
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function compile(): Promise<Build> {
    manifest = renderManifest(await findManifest(root), { specifier: (file) => `./${file}` });
    const result = await rebuild(esbuild);
    const folder = join(home, `${++count}-${run}`);
    folders.add(folder);
    await write(result, folder);
    const remove = async (): Promise<void> => {
      folders.delete(folder);
      await rm(folder, { recursive: true, force: true });
    };
    return { root, entry: join(folder, "manifest.mjs"), files: inputs(result), remove };
  }

  return {
    // One at a time: esbuild answers a second call with the result of the one that is under way, made of older files.
    compile() {
      const next = last.then(compile, compile);
      last = next;
      return next;
    },
    async dispose() {
      await last.catch(() => {});
      await esbuild.dispose();
      await Promise.all([...folders].map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}

type MemoryOptions = BuildOptions & { write: false; metafile: true };
type MemoryResult = BuildResult<MemoryOptions>;

function options(root: string, home: string, entry: Plugin): MemoryOptions {
  return {
    absWorkingDir: root,
    entryPoints: [MANIFEST],
    // Never written there: a folder as deep as the real ones, so that the paths in the source map hold.
    outfile: join(home, "next", "manifest.mjs"),
    plugins: [entry],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    keepNames: true,
    metafile: true,
    write: false,
    logLevel: "silent",
    tsconfigRaw: {},
  };
}

/** The entry is no file: its text is made anew for each build from what is in the project's folders then. */
function manifestPlugin(root: string, text: () => string): Plugin {
  return {
    name: "mega-manifest",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${MANIFEST}$`) }, () => ({ path: "manifest", namespace: "mega" }));
      build.onLoad({ filter: /^manifest$/, namespace: "mega" }, () => ({
        contents: text(),
        loader: "js",
        resolveDir: root,
      }));
    },
  };
}

async function rebuild(esbuild: BuildContext<MemoryOptions>): Promise<MemoryResult> {
  try {
    return await esbuild.rebuild();
  } catch (error) {
    throw buildFailure(error);
  }
}

async function write(result: MemoryResult, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all(result.outputFiles.map((file) => writeFile(join(folder, basename(file.path)), file.contents)));
}

function inputs(result: MemoryResult): readonly string[] {
  return Object.keys(result.metafile.inputs).filter((file) => !file.startsWith("mega:"));
}

async function removeStale(home: string, before: number): Promise<void> {
  const names = await readdir(home).catch(() => []);
  await Promise.all(
    names.map(async (name) => {
      const folder = join(home, name);
      const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < before) await rm(folder, { recursive: true, force: true });
    }),
  );
}
