import { randomBytes } from "node:crypto";

import type { FastifyReply } from "fastify";

import { seal } from "./cipher.ts";
import type { Accepted, Asp } from "./open-request.ts";
import { ASP_CONTENT_TYPE, formatSignal, lengthPrefixed } from "./wire.ts";

/** Encrypts a finished answer for the request that it answers, and says so in its headers. Null for an empty body. */
export function sealAnswer(asp: Asp, { accepted, reply }: Answering, body: Uint8Array): Buffer | null {
  const { method, path, timestamp } = accepted;
  const type = String(reply.getHeader("content-type") ?? "");
  const nonce = randomBytes(12).toString("base64url");
  const data = lengthPrefixed([method, path, timestamp, type, accepted.nonce, String(reply.statusCode)]);
  const { ciphertext, tag } = seal(accepted.keys.answer, { nonce, data }, body);
  reply.header(asp.headers.signal, formatSignal({ keyId: accepted.keyId, nonce, tag }));
  if (type !== "") reply.header(asp.headers.type, type);
  // Nobody but the sender of this one request can read it.
  reply.header("cache-control", "no-store");
  exposeHeaders(asp, reply);
  if (body.length === 0) {
    reply.removeHeader("content-type");
    return null;
  }
  reply.header("content-type", ASP_CONTENT_TYPE);
  return ciphertext;
}

export interface Answering {
  readonly accepted: Accepted;
  readonly reply: FastifyReply;
}

/** Scripts of another origin read these headers only when they are named. */
function exposeHeaders({ headers }: Asp, reply: FastifyReply): void {
  if (reply.getHeader("access-control-allow-origin") === undefined) return;
  const exposed = [reply.getHeader("access-control-expose-headers") ?? [], headers.signal, headers.type].flat();
  reply.header("access-control-expose-headers", exposed.join(", "));
}
