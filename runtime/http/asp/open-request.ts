import type { FastifyRequest } from "fastify";

import { MegaAspDecryptError, type AspRule } from "../../core/errors/asp-error.ts";
import { MegaServiceUnavailableError } from "../../core/errors/http-errors.ts";
import type { Clock } from "../../core/ports.ts";
import { open, type AspKeys } from "./cipher.ts";
import type { NonceStore } from "./nonces.ts";
import { ASP_CONTENT_TYPE, isTimestamp, lengthPrefixed, parseSignal } from "./wire.ts";

/** What an app needs for encrypted bodies, put together when it starts. */
export interface Asp {
  readonly keys: ReadonlyMap<string, AspKeys>;
  /** Keys that no client has. */
  readonly decoy: AspKeys;
  readonly headers: AspHeaders;
  readonly driftMs: number;
  readonly nonces: NonceStore;
  readonly clock: Clock;
}

/** Names of headers in lower case. */
export interface AspHeaders {
  readonly signal: string;
  readonly timestamp: string;
  /** What the body is when decrypted. */
  readonly type: string;
}

/** A request that was accepted: what its answer is bound to. */
export interface Accepted {
  readonly keyId: string;
  readonly keys: AspKeys;
  readonly nonce: string;
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  readonly timestamp: string;
}

export interface OpenedRequest {
  readonly accepted: Accepted;
  readonly body: Buffer;
  /** Its content type; empty when it has none. */
  readonly type: string;
}

/**
 * Decrypts a request. The tag is checked before the time and the nonce, so that nobody without the secret learns of the
 * one or uses up the other, and it is checked for every request, so that refusals take the same time.
 * @throws MegaAspDecryptError, and MegaServiceUnavailableError when it cannot tell whether the request is a replay
 */
export async function openRequest(asp: Asp, req: FastifyRequest, ciphertext: Buffer): Promise<OpenedRequest> {
  const claim = readClaim(asp, req);
  const { keyId, nonce, tag, timestamp, type } = claim;
  const { method = "", url: path = "" } = req.raw;
  const keys = asp.keys.get(keyId);
  const data = lengthPrefixed([method, path, timestamp, type]);
  const body = open((keys ?? asp.decoy).request, { nonce, data }, { ciphertext, tag });
  if (!claim.isReadable) return refuse(req, "signal");
  if (keys === undefined || body === undefined || !isLabelled(req, ciphertext)) return refuse(req, "decrypt");
  if (Math.abs(asp.clock.now() - Number(timestamp)) > asp.driftMs) return refuse(req, "drift");
  if (!(await isFirst(asp, claim))) return refuse(req, "replay");
  return { accepted: { keyId, keys, nonce, method, path, timestamp }, body, type };
}

interface Claim {
  readonly isReadable: boolean;
  readonly keyId: string;
  readonly nonce: string;
  readonly tag: string;
  readonly timestamp: string;
  readonly type: string;
}

/** What a request without readable headers is measured against. */
const NO_SIGNAL = { keyId: "", nonce: "A".repeat(16), tag: "A".repeat(22) };

function readClaim({ headers }: Asp, req: FastifyRequest): Claim {
  const given = req.raw.headers;
  const signal = parseSignal(given[headers.signal]);
  const timestamp = given[headers.timestamp];
  const isReadable = signal !== undefined && isTimestamp(timestamp);
  return {
    ...(signal ?? NO_SIGNAL),
    isReadable,
    timestamp: String(timestamp),
    type: String(given[headers.type] ?? ""),
  };
}

/** The label is not part of what is authenticated: it has one value. */
function isLabelled(req: FastifyRequest, { length }: Buffer): boolean {
  const type = req.raw.headers["content-type"];
  return type === ASP_CONTENT_TYPE || (length === 0 && type === undefined);
}

async function isFirst({ nonces }: Asp, { keyId, nonce, timestamp }: Claim): Promise<boolean> {
  try {
    return await nonces.take(`${keyId}.${nonce}`, Number(timestamp));
  } catch (cause) {
    throw new MegaServiceUnavailableError("Whether the request is a replay cannot be told at the moment.", { cause });
  }
}

function refuse(req: FastifyRequest, rule: AspRule): never {
  req.log.warn({ asp: rule }, `${req.method} ${req.url} refused by ASP: ${rule}`);
  throw new MegaAspDecryptError(rule);
}
