import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import type { CliContext } from "../context.ts";
import { CliError } from "../errors.ts";
import type { Reporter } from "../ui/reporter.ts";
import { frameworkRoot, frameworkVersion } from "./framework.ts";

/** The hash of `dist/` that the build leaves there. */
const BUILD_ID = "dist/build-id";

/**
 * What a new project writes for `mega-framework` in its package.json. From an installed package `^<version>`. From a source
 * checkout the checkout itself, packed into the user's cache: a link to the folder would give the project a second copy of
 * every dependency, and types that do not match. Throws a CliError `framework_unbuilt` or `pack_failed`.
 */
export async function frameworkSpec(cli: CliContext, ui: Reporter, root: string = frameworkRoot()): Promise<string> {
  if (!isCheckout(root)) return `^${frameworkVersion(root)}`;
  if (!existsSync(join(root, BUILD_ID))) throw new CliError("framework_unbuilt", { root });
  const cache = join(cli.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "mega");
  const tarball = join(cache, `mega-framework-${frameworkVersion(root)}-${fingerprint(root)}.tgz`);
  if (!existsSync(tarball)) {
    await ui.progress("pack mega-framework from its checkout", () => pack({ root, cache, tarball }, cli));
  }
  return `file:${tarball}`;
}

function isCheckout(root: string): boolean {
  if (existsSync(join(root, ".git"))) return true;
  return existsSync(join(root, "src")) && existsSync(join(root, "tsconfig.build.json"));
}

/** Of what the tarball holds: equal contents give the same name, so one file serves all projects made from them. */
function fingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const file of ["package.json", BUILD_ID]) hash.update(readFileSync(join(root, file)));
  return hash.digest("hex").slice(0, 12);
}

/** Packs beside the place and renames: whoever looks sees a whole file or none, also when two runs do it at once. */
async function pack(
  { root, cache, tarball }: { readonly root: string; readonly cache: string; readonly tarball: string },
  cli: CliContext,
): Promise<void> {
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, ".pack-"));
  try {
    const { execa } = await import("execa");
    await execa("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      env: cli.env,
      stdin: "ignore",
      cancelSignal: cli.signal,
    });
    const [packed] = await readdir(folder);
    if (packed === undefined) throw new Error("npm pack wrote no file");
    await rename(join(folder, packed), tarball);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError("pack_failed", { root, reason }, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
