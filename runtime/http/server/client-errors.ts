import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

import { MegaError } from "../../core/errors/errors.ts";
import { rawFailure } from "../answer/raw-failure.ts";
import type { LogRefusal } from "./refusal-log.ts";

/** Answers what Node could not read as a request, or waited for too long, and closes the connection. */
export function makeClientErrorAnswer(
  nextId: () => string,
  logRefusal: LogRefusal,
): (error: Error, socket: Duplex) => void {
  return (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) {
      socket.destroy();
      return;
    }
    const failure = { error: toRefusal(error), requestId: nextId() };
    logRefusal(failure, socket);
    if (isItsTurn(socket)) socket.end(rawFailure(failure), () => socket.destroy());
    else socket.destroy();
  };
}

/**
 * Whether an answer written now is the answer to the request that failed: nothing of another answer is on its way, and no
 * earlier request of this connection still waits for its own.
 */
function isItsTurn(socket: Duplex): boolean {
  // Node's own handler of these errors looks there as well; there is no public way.
  const { _httpMessage: open } = socket as { readonly _httpMessage?: ServerResponse | null };
  return open === undefined || open === null || (!open.headersSent && !open.req.complete);
}

function toRefusal(error: NodeJS.ErrnoException): MegaError {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return new MegaError("headers_too_large", {}, { cause: error });
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new MegaError("request_timeout", { message: "The request took too long to arrive." }, { cause: error });
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new MegaError("payload_too_large", { message: "The chunk extensions are too large." }, { cause: error });
    case "HPE_INVALID_VERSION":
      // Also what comes of a line that ends without CR.
      if (NAMES_VERSION.test(firstBytes(error)))
        return new MegaError("http_version_not_supported", {}, { cause: error });
      return malformed(error);
    case "HPE_INVALID_EOF_STATE":
      return new MegaError("request_malformed", { reason: "it breaks off" }, { cause: error });
    default:
      return malformed(error);
  }
}

const NAMES_VERSION = /^[^\r\n]* HTTP\/\d\.\d\r\n/;

/** The parser's errors carry what it read last. */
function firstBytes(error: Error): string {
  const { rawPacket } = error as { readonly rawPacket?: Buffer };
  return rawPacket?.toString("latin1") ?? "";
}

function malformed(error: Error): MegaError {
  return new MegaError("request_malformed", { reason: error.message.replace(/^Parse Error: /, "") }, { cause: error });
}
