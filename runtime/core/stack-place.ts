import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in a file of the project, `file` from the project's root with `/`; line and column counted from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where in the project an error comes from: what it wraps is nearer to the mistake than the wrapping. */
export function placeOfError(error: Error, root: string): SourcePlace | undefined {
  const cause = error.cause instanceof Error ? placeOfError(error.cause, root) : undefined;
  return cause ?? placeInStack(error.stack ?? "", root);
}

/** The first frame of a source-mapped stack that lies in a file the project's authors wrote. */
export function placeInStack(stack: string, root: string): SourcePlace | undefined {
  for (const { path, line, column } of framesIn(stack)) {
    const file = projectFile(path, root);
    if (file !== null) return { file, line, column };
  }
  return undefined;
}

/** A line of a stack. */
export interface StackFrame {
  /** `async ` stands before what was awaited; empty at the top of a module. */
  readonly caller: string;
  /** Or an address, or the name of a script. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

// A folder may be called `blog (1)`. Evaluated code names the file that has evaluated it.
const FRAME = /^\s+at (?!.*\(eval at )(?:(.*?) \()?(?:async )?((?:file:\/\/|\/|[a-z]:[\\/]).+|[^()]+):(\d+):(\d+)\)?$/i;

/** The frames that have a place, innermost first. */
export function framesIn(stack: string): readonly StackFrame[] {
  return stack.split("\n").flatMap((text) => {
    const [, caller = "", path, line, column] = FRAME.exec(text) ?? [];
    return path === undefined ? [] : [{ caller, path, line: Number(line), column: Number(column) }];
  });
}

/** The file of a frame, from the project's root with `/`; null for one that the project's authors did not write. */
export function projectFile(path: string, root: string): string | null {
  const absolute = path.startsWith("file://") ? fileURLToPath(path) : path;
  // Frames of `node:` modules and of evaluated code name no file.
  if (!isAbsolute(absolute)) return null;
  const file = relative(root, absolute).split(sep).join("/");
  const foreign = file.startsWith("../") || file.includes("node_modules/") || file.startsWith(".mega/");
  return foreign ? null : file;
}
