import { createHash, randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { CompiledProject } from "../../runtime/dev/messages.ts";
import { findImportable, findManifest, type FoundManifest } from "../project/manifest.ts";
import { relativePath } from "../project/relative-path.ts";
import { BuildFiles } from "./compile/build-files.ts";
import { memoized } from "./compile/memoized.ts";
import { Modules } from "./compile/modules.ts";
import { readRecords, writeRecords } from "./compile/records-file.ts";
import { BUILD_FILE, renderBuild } from "./compile/render-build.ts";
import { ManifestListing } from "./manifest-listing.ts";

export interface Build extends CompiledProject {
  /** Gives back what it has for itself; a process that has loaded it no longer needs that. */
  remove(): Promise<void>;
}

export interface CompilerOptions {
  readonly now: () => Date;
  /**
   * A console has modules of its own, as it may import any of the project's at any time, but for broken ones that nothing
   * else uses.
   */
  readonly use?: "app" | "console";
}

/** What is left by a process that was killed is removed after this. An app that runs from it has long loaded it. */
const STALE_MS = { app: 60 * 60 * 1000, console: 7 * 24 * 60 * 60 * 1000 } as const;
/** Goes up when modules of an earlier version are no longer right. */
const FORMAT = 3;
/** The packages that modules are made by. */
const MADE_BY = ["esbuild", "oxc-transform"];

/**
 * Turns a project's TypeScript into modules that Node loads: one a file, so that a change costs one, and a manifest for each
 * build. The modules stay on the disk for the next time.
 */
export class Compiler {
  readonly #root: string;
  readonly #use: "app" | "console";
  /** Absolute path of the project, without links. */
  readonly #realRoot: string;
  /** Absolute path of the folder of all modules. */
  readonly #folder: string;
  readonly #listing: ManifestListing;
  readonly #modules: Modules;
  readonly #builds: BuildFiles;
  /** Where a file is written before it takes its place: the start of paths of this process. */
  readonly #half: string;
  #last: Promise<unknown> = Promise.resolve();
  #saving: Promise<unknown> = Promise.resolve();

  /** `now` tells which leftovers of earlier runs are old enough to remove, and which files may have changed unseen. */
  static async open(root: string, { now, use = "app" }: CompilerOptions): Promise<Compiler> {
    const realRoot = realpathSync(root);
    const home = join(realRoot, ".mega", use === "app" ? "build" : "console");
    const folder = join(home, formatName());
    await removeStale(home, { but: folder, before: now().getTime() - STALE_MS[use] });
    await mkdir(folder, { recursive: true });
    return new Compiler({ root, realRoot, folder, use, now, records: await readRecords(recordsFile(folder)) });
  }

  private constructor({ root, realRoot, folder, use, now, records }: CompilerPlace) {
    this.#root = root;
    this.#use = use;
    this.#realRoot = realRoot;
    this.#folder = folder;
    const run = randomBytes(4).toString("hex");
    this.#half = join(folder, `half-${run}`);
    this.#listing = new ManifestListing(root, now);
    this.#modules = new Modules({ root: realRoot, folder, now, half: this.#half }, records);
    this.#builds = new BuildFiles(folder, run);
  }

  /** The files of the project as they are now, with its texts. Throws CliError `locale_invalid`. */
  find(): FoundManifest {
    return findManifest(this.#root, this.#listing.files());
  }

  /**
   * One at a time: the next one is made of files that are newer than those of the one under way.
   * Throws a RuntimeFailure `build_failed` that names every mistake with its line.
   */
  compile(): Promise<Build> {
    const compile = (): Promise<Build> => this.#compile();
    const next = this.#last.then(compile, compile);
    this.#last = next;
    return next;
  }

  /** Ends the compiler and removes what only this process needed. */
  async dispose(): Promise<void> {
    await this.#last.catch(() => {});
    await this.#saving;
    await this.#builds.dispose();
  }

  async #compile(): Promise<Build> {
    const found = this.find();
    const realFile = memoized((file: string) => relativePath(this.#realRoot, followLinks(join(this.#realRoot, file))));
    const importable = await this.#update(codeFiles(found), realFile);
    const { records } = this.#modules;
    const parts = {
      packages: new Set(Object.values(records).flatMap((record) => record.packages)),
      modules: Object.keys(records),
      importable,
      realFile,
    };
    const held = await this.#builds.hold((name) => renderBuild(found, { name, ...parts }));
    this.#saving = this.#saving.then(() => writeRecords(recordsFile(this.#folder), records, `${this.#half}-records`));
    const files = new Set(Object.values(records).flatMap(({ inputs }) => Object.keys(inputs)));
    const pathOf = (name: string): string => join(this.#folder, name);
    const [entry, imports] = [pathOf(held.build.manifest), pathOf(held.build.imports)];
    const modules = this.#modules.signatures();
    return { root: this.#root, entry, imports, modules, files: [...files], remove: () => held.release() };
  }

  /** Brings the modules up to date. Gives the files that can be imported by hand, undefined for an app. */
  async #update(needed: readonly string[], realFile: (file: string) => string): Promise<readonly string[] | undefined> {
    const update = (files: readonly string[]): Promise<void> => this.#modules.update(files.map(realFile));
    if (this.#use === "app") {
      await update(needed);
      return undefined;
    }
    const importable = findImportable(this.#root);
    try {
      await update([...needed, ...importable]);
      return importable;
    } catch {
      await update(needed);
      return Object.keys(this.#modules.records);
    }
  }
}

interface CompilerPlace extends Required<CompilerOptions> {
  readonly root: string;
  readonly realRoot: string;
  readonly folder: string;
  readonly records: Awaited<ReturnType<typeof readRecords>>;
}

function recordsFile(folder: string): string {
  return join(folder, "modules.json");
}

/** As Node does: a file that has several names is one module. One that is gone is for the compiler to tell of. */
function followLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Names what the modules were made by: those of another version are not for this one. */
function formatName(): string {
  const require = createRequire(import.meta.url);
  const versions = MADE_BY.map((name) => (require(`${name}/package.json`) as { readonly version: string }).version);
  return createHash("sha1")
    .update([FORMAT, ...versions].join(" "))
    .digest("hex")
    .slice(0, 8);
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
