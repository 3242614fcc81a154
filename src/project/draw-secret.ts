import { randomBytes } from "node:crypto";

/** A random secret of a project: 256 bits, in characters that need no quotes in `.env`. */
export function drawSecret(): string {
  return randomBytes(32).toString("base64url");
}
