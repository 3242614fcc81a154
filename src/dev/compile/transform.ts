import { transformAlone } from "./transform-alone.ts";
import { transformTogether } from "./transform-together.ts";

/** One file of the project as the module that Node loads. Files are named as they are without links. */
export interface TransformedModule {
  /** From the project's root, with `/`. */
  readonly file: string;
  readonly code: string | Uint8Array;
  readonly map: string | Uint8Array;
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
 * Makes a module of each of these files (from the root, with `/`). Imports of each other stay imports. Throws a
 * RuntimeFailure `build_failed` that names every mistake with its line.
 */
export async function transformModules(
  files: readonly string[],
  place: TransformPlace,
): Promise<readonly TransformedModule[]> {
  const alone = await Promise.all(files.map((file) => transformAlone(file, place)));
  const made = alone.filter((module) => module !== null);
  const rest = files.filter((_, index) => alone[index] === null);
  return rest.length === 0 ? made : [...made, ...(await transformTogether(rest, place))];
}
