import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode } from "./failures.ts";

/**
 * Makes sure that a path of a plan stays below `cwd`, symbolic links followed.
 * Throws a GeneratorError `path_outside`, or `path_blocked` when a folder on its way cannot be read.
 */
export async function checkInside(path: string, cwd: string): Promise<void> {
  const plain = path !== "" && !isAbsolute(path) && !/[\0\\]/.test(path) && !path.split("/").includes("..");
  if (!plain) throw new GeneratorError("path_outside", { path: JSON.stringify(path) });
  try {
    const way = relative(await realWay(cwd), await realWay(join(cwd, path)));
    const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
    if (outside) throw new GeneratorError("path_outside", { path });
  } catch (cause) {
    if (cause instanceof GeneratorError) throw cause;
    throw new GeneratorError("path_blocked", { path, reason: describeFailure(cause) }, { cause });
  }
}

/** The real path of what exists, and below it the names of what does not exist yet. */
async function realWay(absolute: string): Promise<string> {
  try {
    return await realpath(absolute);
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || dirname(absolute) === absolute) throw error;
    return join(await realWay(dirname(absolute)), basename(absolute));
  }
}
