import type { FastifyRequest } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";

/**
 * Refuses a body that is compressed: what is never unfolded cannot be a bomb. Asked by every reader of bodies.
 * @throws MegaError `content_encoding_refused`
 */
export function refuseEncoding({ headers }: Pick<FastifyRequest, "headers">): void {
  const encoding = headers["content-encoding"];
  if (encoding === undefined || encoding === "" || encoding.toLowerCase() === "identity") return;
  throw new MegaError("content_encoding_refused", { encoding: encoding.slice(0, 60) });
}
