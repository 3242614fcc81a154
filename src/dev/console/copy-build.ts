import { cp, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { CompiledProject } from "../../../runtime/dev/messages.ts";

/**
 * The modules of a build in a folder beside theirs: a process that has loaded them before loads the copies as new ones.
 * `name` is one that no other copy has.
 */
export async function copyBuild(
  { entry, imports, root, files }: CompiledProject,
  name: string,
): Promise<CompiledProject> {
  const from = dirname(entry);
  // As deep, so that the paths in the source maps hold.
  const folder = join(dirname(from), name);
  await mkdir(folder, { recursive: true });
  const isOther = (path: string): boolean =>
    dirname(path) === from && path !== entry && path !== imports && /^(?:manifest|imports)-/.test(basename(path));
  await cp(from, folder, { recursive: true, filter: (path) => !isOther(path) });
  return { root, files, entry: join(folder, basename(entry)), imports: join(folder, basename(imports)) };
}
