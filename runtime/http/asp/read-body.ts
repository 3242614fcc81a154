import type { Readable } from "node:stream";

import type { FastifyReply } from "fastify";

import { MegaPayloadTooLargeError } from "../../core/errors/http-errors.ts";

/**
 * The bytes of a request, at most `limit`. What is over the limit stays unread, and the connection is closed.
 * @throws MegaPayloadTooLargeError
 */
export function readRequest(payload: Readable, reply: FastifyReply, limit: number): Promise<Buffer> {
  const { headers } = reply.request.raw;
  const hasBody = Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
  if (!hasBody) return Promise.resolve(NOTHING);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (settle: () => void): void => {
      payload.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
      settle();
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > limit) finish(() => reject(tooLarge(reply, limit)));
    };
    const onEnd = (): void => finish(() => resolve(Buffer.concat(chunks)));
    const onError = (error: Error): void => finish(() => reject(error));
    const onClose = (): void => onError(new Error("the client left before its request was whole"));
    if (Number(headers["content-length"]) > limit) return reject(tooLarge(reply, limit));
    payload.on("data", onData).on("end", onEnd).on("error", onError).on("close", onClose);
  });
}

/** The bytes of an answer, whatever a handler has sent. A `Response` sets status and headers, as without encryption. */
export async function readAnswer(payload: unknown, reply: FastifyReply): Promise<Uint8Array> {
  if (payload === undefined || payload === null) return NOTHING;
  if (typeof payload === "string") return Buffer.from(payload);
  if (payload instanceof Uint8Array) return payload;
  if (payload instanceof Response) {
    reply.code(payload.status);
    for (const [name, value] of payload.headers) reply.header(name, value);
    return readAnswer(payload.body, reply);
  }
  return readStream(payload as AsyncIterable<Uint8Array | string>);
}

/** Streams are held in memory, since nothing of them may be believed before the tag. */
export const STREAM_LIMIT: number = 16 * 1024 * 1024;

const NOTHING = Buffer.alloc(0);

async function readStream(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // A loop that is left destroys the stream.
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > STREAM_LIMIT) throw new Error(`an encrypted answer was streamed that is over ${STREAM_LIMIT} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(reply: FastifyReply, limit: number): MegaPayloadTooLargeError {
  reply.header("connection", "close");
  return new MegaPayloadTooLargeError(`The request body is larger than ${limit} bytes.`);
}
