import { hash, randomBytes } from "node:crypto";

import type { SessionKey } from "./session-store.ts";

/** The secret in a session's cookie. 256 bits, base64url: nobody guesses one, and nobody chooses one. */
export function newSessionId(): string {
  return randomBytes(32).toString("base64url");
}

/** What the store knows of it. */
export function keyOfSession(id: string): SessionKey {
  return hash("sha256", id);
}
