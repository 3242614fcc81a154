import { STATUS_CODES, type ServerResponse } from "node:http";

import { failureEnvelope } from "../../core/envelope.ts";
import type { MegaError } from "../../core/errors/errors.ts";

/** A refused request, by whoever refuses it before an app sees it. */
export interface RawFailure {
  readonly error: MegaError;
  readonly requestId: string;
}

/** Answers in the envelope and closes the connection: what else comes over it cannot be trusted. */
export function answerFailure(response: ServerResponse, failure: RawFailure): void {
  const { status, headers, body } = write(failure);
  response.writeHead(status, headers).end(body);
}

/** The same as text, for a socket that has left Node's server. */
export function rawFailure(failure: RawFailure): string {
  const { status, headers, body } = write(failure);
  const lines = Object.entries({ ...headers, date: new Date().toUTCString() }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}`, ...lines, "", body].join("\r\n");
}

function write({ error, requestId }: RawFailure): {
  readonly status: number;
  readonly headers: Record<string, string | number>;
  readonly body: string;
} {
  const { status, code, message } = error;
  const body = JSON.stringify(failureEnvelope({ code, message }, requestId));
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    connection: "close",
  };
  return { status, headers, body };
}
