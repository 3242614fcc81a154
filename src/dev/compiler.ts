import { createHash, randomBytes } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { CompiledProject } from "../../runtime/dev/messages.ts";
import { findImportable, findManifest, type FoundManifest } from "../project/manifest.ts";
import { relativePath } from "../project/relative-path.ts";
import { Modules } from "./compile/modules.ts";
import { BUILD_FILE, renderBuild } from "./compile/render-build.ts";
import { readRecords, writeRecords } from "./compile/records-file.ts";

/**
 * Turns a project's TypeScript into modules that Node loads: one a file, so that a change costs one, and a manifest for each
 * build. The modules stay on the disk for the next time.
 */
export interface Compiler {
  /** Throws a RuntimeFailure `build_failed` that names every mistake with its line. */
  compile(): Promise<Build>;
  /** Ends the compiler and removes what only this process needed. */
  dispose(): Promise<void>;
}

export interface Build extends CompiledProject {
  /** Absolute path of a module that imports every package that the project does. */
  readonly packages: string;
  /** Removes what it has for itself; a process that has loaded it no longer needs that. */
  remove(): Promise<void>;
}

/** What is left by a process that was killed is removed after this. An app that runs from it has long loaded it. */
const STALE_MS = { app: 60 * 60 * 1000, console: 7 * 24 * 60 * 60 * 1000 } as const;
/** Goes up when modules of an earlier version are no longer right. */
const FORMAT = 1;

/**
 * `now` tells which leftovers of earlier runs are old enough to remove, and which files may have changed unseen. A console
 * has modules of its own, as it may import any of the project's at any time, but for broken ones that nothing else uses.
 */
export async function makeCompiler(root: string, now: () => Date, use: "app" | "console" = "app"): Promise<Compiler> {
  const realRoot = realpathSync(root);
  const home = join(realRoot, ".mega", use === "app" ? "build" : "console");
  const folder = join(home, formatName());
  const recordsFile = join(folder, "modules.json");
  await removeStale(home, { but: folder, before: now().getTime() - STALE_MS[use] });
  await mkdir(folder, { recursive: true });
  const run = randomBytes(4).toString("hex");
  const half = join(folder, `half-${run}`);
  const modules = new Modules({ root: realRoot, folder, now, half }, await readRecords(recordsFile));
  const realFile = (file: string): string => relativePath(realRoot, followLinks(join(realRoot, file)));
  const written = new Set<string>();
  let count = 0;
  let last: Promise<unknown> = Promise.resolve();
  let saving: Promise<unknown> = Promise.resolve();

  async function compile(): Promise<Build> {
    const found = findManifest(root);
    const needed = codeFiles(found);
    let importable = use === "app" ? undefined : findImportable(root);
    await modules.update([...needed, ...(importable ?? [])].map(realFile)).catch(async (error: unknown) => {
      if (importable === undefined) throw error;
      await modules.update(needed.map(realFile));
      importable = Object.keys(modules.records);
    });
    const { records } = modules;
    const names = new Set(Object.values(records).flatMap((record) => record.packages));
    const build = renderBuild(found, { name: `${++count}-${run}`, packages: names, importable, realFile });
    const own = new Map([...build.texts].map(([file, text]) => [join(folder, file), text]));
    for (const path of own.keys()) written.add(path);
    await Promise.all([...own].map(([path, text]) => writeFile(path, text)));
    saving = saving.then(() => writeRecords(recordsFile, records, `${half}-records`));
    const remove = async (): Promise<void> => {
      for (const path of own.keys()) written.delete(path);
      await Promise.all([...own.keys()].map((path) => rm(path, { force: true })));
    };
    const files = new Set(Object.values(records).flatMap(({ inputs }) => Object.keys(inputs)));
    const [entry, packages] = [join(folder, build.manifest), join(folder, build.packages)];
    return { root, entry, files: [...files], packages, remove };
  }

  return {
    // One at a time: the next one is made of files that are newer than those of the one under way.
    compile() {
      const next = last.then(compile, compile);
      last = next;
      return next;
    },
    async dispose() {
      await last.catch(() => {});
      await saving;
      await Promise.all([...written].map((path) => rm(path, { force: true })));
    },
  };
}

/** As Node does: a file that has several names is one module. One that is gone is for the compiler to tell of. */
function followLinks(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** Names what the modules were made by: those of another version are not for this one. */
function formatName(): string {
  const { version } = createRequire(import.meta.url)("esbuild/package.json") as { readonly version: string };
  return createHash("sha1").update(`${FORMAT} ${version}`).digest("hex").slice(0, 8);
}

function codeFiles({ config, apps, migrations, seeds }: FoundManifest): readonly string[] {
  return [config, ...apps.flatMap((app) => [app.config, ...app.routes, ...app.services]), ...migrations, ...seeds];
}

async function removeStale(
  home: string,
  { but, before }: { readonly but: string; readonly before: number },
): Promise<void> {
  const names = await readdir(home).catch(() => []);
  const leftovers = await readdir(but).catch(() => []);
  const paths = [
    ...names.map((name) => join(home, name)).filter((path) => path !== but),
    ...leftovers.filter((name) => BUILD_FILE.test(name) || name.startsWith("half-")).map((name) => join(but, name)),
  ];
  await Promise.all(
    paths.map(async (path) => {
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs < before) await rm(path, { recursive: true, force: true });
    }),
  );
}
