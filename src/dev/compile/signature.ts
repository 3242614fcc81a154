import { statSync, type Stats } from "node:fs";

/** Tells one state of a file from another without reading it. */
export type Signature = string;

/** Undefined for what is not there. */
export function signatureOf(path: string): Signature | undefined {
  const stat = statOf(path);
  return stat?.isFile() === true ? `${stat.mtimeMs}:${stat.size}:${stat.ino}` : undefined;
}

/** Of a folder: what comes into it or goes from it changes it. */
export function folderSignatureOf(path: string): Signature | undefined {
  const stat = statOf(path);
  return stat?.isDirectory() === true ? `${stat.mtimeMs}:${stat.ino}` : undefined;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A link that leads to itself, or below a folder that is closed.
    return undefined;
  }
}

/** What a file system's clock ticks in, at most: some count in whole seconds, or two. */
const TICK_MS = 20;
const COARSE_TICK_MS = 2_000;

/**
 * Whether a file with this signature cannot have changed unseen since `readAt`, in milliseconds: what is written within
 * one tick looks the same.
 */
export function isSettled(signature: Signature, readAt: number): boolean {
  const writtenAt = Number.parseFloat(signature);
  return writtenAt < readAt - (writtenAt % 1_000 === 0 ? COARSE_TICK_MS : TICK_MS);
}
