import { MegaError } from "../core/errors/errors.ts";
import type { ManifestFile } from "../manifest.ts";

/** What a file's default export has to be. */
export interface Expected {
  /** The function that makes it: `defineMigration`. */
  readonly maker: string;
  readonly is: (value: unknown) => boolean;
}

/** Loads the one thing that a file of a project exports. Throws `export_missing` or `file_failed` with the file. */
export async function loadDefault<T>(file: ManifestFile, expected: Expected): Promise<T> {
  const loaded = await load(file);
  const value = typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
  if (!expected.is(value)) throw new MegaError("export_missing", { file: file.file, maker: expected.maker });
  return value as T;
}

async function load(file: ManifestFile): Promise<unknown> {
  try {
    return await file.load();
  } catch (error) {
    throw fileError(file, error);
  }
}

/** What a file failed with, named by the file. */
export function fileError({ file }: ManifestFile, error: unknown): MegaError {
  const hint = error instanceof MegaError ? error.hint : undefined;
  return new MegaError("file_failed", { file, reason: reasonOf(error), hint }, { cause: error });
}

/** What went wrong, in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
