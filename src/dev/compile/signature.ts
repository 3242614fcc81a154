import { statSync } from "node:fs";

/** Tells one state of a file from another without reading it. */
export type Signature = string;

/** Undefined for what is not there. */
export function signatureOf(path: string): Signature | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat?.isFile() === true ? `${stat.mtimeNs}:${stat.size}:${stat.ino}` : undefined;
}

/** File systems count in up to 2 s: a file written so shortly before it was read may be written again unseen. */
const COARSEST_MS = 2_000;

/** Whether a file with this signature cannot have changed unseen since `readAt`, in milliseconds. */
export function isSettled(signature: Signature, readAt: number): boolean {
  return Number(BigInt(signature.slice(0, signature.indexOf(":"))) / 1_000_000n) < readAt - COARSEST_MS;
}
