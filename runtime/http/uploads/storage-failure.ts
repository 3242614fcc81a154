import { MegaError } from "../../core/errors/errors.ts";

/** What a failed write of a file is to the client: `storage_full` where there is no room; anything else stays. */
export function storageFailure(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT" ? new MegaError("storage_full", {}, { cause: error }) : error;
}
