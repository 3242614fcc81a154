import { compile } from "@fastify/proxy-addr";

import type { ServerSettings } from "../../config/settings.ts";

/** Whether an address is a proxy's, that many hops away from this server. */
export type TrustProxy = (address: string, hop: number) => boolean;

/** The rule of `server.trustProxy`; null when nobody is believed. */
export function compileTrust(trusted: ServerSettings["trustProxy"]): TrustProxy | null {
  if (trusted === false) return null;
  if (typeof trusted === "number") return (_address, hop) => hop < trusted;
  return compile(typeof trusted === "string" ? trusted : [...trusted]);
}
