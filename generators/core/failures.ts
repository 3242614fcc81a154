import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { GeneratorError } from "./errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  EISDIR: "a folder is there",
  ENOTDIR: "a folder on its way is a file",
  EEXIST: "something is there already",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
};

/** The code of a failed system call (`ENOSPC`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

/** Whether a call failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR";
}

/** A failed system call in plain words. */
export function describeFailure(error: unknown): string {
  return REASONS[errorCode(error) ?? ""] ?? (error instanceof Error ? error.message : String(error));
}

/** What a failed write of `path` is to the reader. Errors that are GeneratorErrors already stay. */
export function writeError(cause: unknown, path: string): GeneratorError {
  if (cause instanceof GeneratorError) return cause;
  const reason = describeFailure(cause);
  switch (errorCode(cause)) {
    case "ENOSPC":
    case "EDQUOT":
      return new GeneratorError("disk_full", { path }, { cause });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new GeneratorError("not_writable", { folder: nearestFolder(cause, path), reason }, { cause });
    default:
      return new GeneratorError("write_failed", { path, reason }, { cause });
  }
}

/** The folder that refused: the nearest one that exists above the path of the failed call. */
function nearestFolder(error: unknown, path: string): string {
  const failed = error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : path;
  let folder = dirname(failed);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}
