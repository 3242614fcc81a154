import type { IncomingMessage } from "node:http";

import { MegaError } from "../../core/errors/errors.ts";

/** Nearly every request: nothing of it needs a second look. */
export function isUsual(req: IncomingMessage): boolean {
  return isPath(req) && req.httpVersion === "1.1" && isUsualBody(req.headers["transfer-encoding"]);
}

/** The target is a path, or the star of OPTIONS. */
export function isPath({ url }: IncomingMessage): boolean {
  return url?.charCodeAt(0) === SLASH || url === "*";
}

const SLASH = 47;

/** What Node's parser takes although RFC 9112 does not: other versions, codings nobody undoes, chunks of HTTP/1.0. */
export function framingMistake({ httpVersion, headers }: IncomingMessage): MegaError | undefined {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return new MegaError("http_version_not_supported", {});
  const coding = headers["transfer-encoding"]?.toLowerCase();
  if (coding !== undefined && httpVersion === "1.0") {
    return new MegaError("request_malformed", { reason: "HTTP/1.0 has no Transfer-Encoding" });
  }
  if (isUsualBody(coding)) return undefined;
  return new MegaError("not_implemented", { message: "The only transfer coding that is understood here is chunked." });
}

function isUsualBody(coding: string | undefined): boolean {
  return coding === undefined || coding === "chunked";
}
