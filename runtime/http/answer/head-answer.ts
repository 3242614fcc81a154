import type { Readable } from "node:stream";

import type { GuardSendHook } from "../routes/route-guard.ts";

/**
 * What GET would answer, without its body. Fastify makes a second route of its own for HEAD otherwise, and an app of many
 * routes takes as long again to start.
 */
// Fastify calls it with four arguments.
// oxlint-disable-next-line max-params
export const withoutBody: GuardSendHook = (req, reply, payload, done) => {
  if (req.method !== "HEAD") {
    done(null, payload);
    return;
  }
  if (isStream(payload)) drain(payload, (err) => req.log.error({ err }, "the stream of a HEAD request failed"));
  else if (isWebStream(payload)) void payload.cancel().catch(() => {});
  else reply.header("content-length", lengthOf(payload));
  done(null, null);
};

function isStream(payload: unknown): payload is Readable {
  return typeof (payload as Partial<Readable> | null | undefined)?.resume === "function";
}

function isWebStream(payload: unknown): payload is ReadableStream {
  return typeof (payload as Partial<ReadableStream> | null | undefined)?.getReader === "function";
}

/** To its end, so that what it reads from is closed. */
function drain(stream: Readable, onError: (error: Error) => void): void {
  stream.on("error", onError);
  stream.resume();
}

function lengthOf(payload: unknown): number {
  return typeof payload === "string" || payload instanceof Uint8Array ? Buffer.byteLength(payload) : 0;
}
