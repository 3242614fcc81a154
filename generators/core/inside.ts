import { realpathSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode } from "./failures.ts";

/**
 * Gives what makes sure that a path of a plan stays below `cwd`, symbolic links followed; `cwd` is resolved once.
 * That throws a GeneratorError `path_outside`, or `path_blocked` when a folder on its way cannot be read.
 */
export function insideOf(cwd: string): (path: string) => void {
  let root: string | undefined;
  return (path) => {
    if (!isPlain(path)) throw new GeneratorError("path_outside", { path: JSON.stringify(path) });
    try {
      root ??= realWay(cwd);
      const way = relative(root, realWay(join(cwd, path)));
      const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
      if (outside) throw new GeneratorError("path_outside", { path });
    } catch (cause) {
      if (cause instanceof GeneratorError) throw cause;
      throw new GeneratorError("path_blocked", { path, reason: describeFailure(cause) }, { cause });
    }
  };
}

/** Whether a path says of itself that it stays below the folder it starts from. */
export function isPlain(path: string): boolean {
  return path !== "" && !isAbsolute(path) && !/[\0\\]/.test(path) && !path.split("/").includes("..");
}

/** The real path of what exists, and below it the names of what does not exist yet. */
function realWay(absolute: string): string {
  try {
    return realpathSync.native(absolute);
  } catch (error) {
    if (errorCode(error) !== "ENOENT" || dirname(absolute) === absolute) throw error;
    return join(realWay(dirname(absolute)), basename(absolute));
  }
}
