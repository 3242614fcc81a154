import type { FastifyRequest } from "fastify";

import { coverBody, coverHeaders } from "./cover.ts";
import type { ObservedRequest, Replay } from "./observed.ts";

/** In bytes. A larger body is not kept. */
const LARGEST_BODY = 4_096;
/** In characters, of all headers. */
const LONGEST_HEADERS = 6_000;

/** What is kept of a body: as it may be shown, and as it is sent again. */
export interface KeptBody {
  readonly sent: string | null;
  readonly shown: string | null;
}

/** The body of a request that is small, and JSON or a form. */
export function bodyOf(req: FastifyRequest): KeptBody {
  const length = Number(req.headers["content-length"]);
  if (!(length <= LARGEST_BODY) || typeof req.body !== "object" || req.body === null) return NOT_KEPT;
  try {
    const sent = write(req.body, mediaTypeOf(req));
    return { sent, shown: sent === null ? null : JSON.stringify(coverBody(req.body), null, 2) };
  } catch {
    // A parser of the app's own may make anything of it.
    return NOT_KEPT;
  }
}

const NOT_KEPT: KeptBody = { sent: null, shown: null };

/** Secrets are covered. */
export function headersOf(req: FastifyRequest): ObservedRequest["headers"] {
  let left = LONGEST_HEADERS;
  return coverHeaders(sentHeaders(req)).filter(([name, value]) => (left -= name.length + value.length) >= 0);
}

export function replayOf(req: FastifyRequest, body: string | null): Replay {
  const headers = sentHeaders(req);
  if (headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > LONGEST_HEADERS)
    return { impossible: "its headers are too long" };
  const { "content-length": length, "transfer-encoding": encoding } = req.headers;
  const hadBody = encoding !== undefined || (length !== undefined && length !== "0");
  if (hadBody && body === null) {
    return { impossible: `its body was not kept: only JSON and forms up to ${LARGEST_BODY} bytes are` };
  }
  return { url: req.url, headers, body };
}

function mediaTypeOf({ headers }: FastifyRequest): string {
  return (headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** The text of a body that says the same. */
function write(body: object, type: string): string | null {
  if (type === "application/json" || type.endsWith("+json")) return JSON.stringify(body);
  if (type !== "application/x-www-form-urlencoded") return null;
  const fields = Object.entries(body).flatMap(([name, value]) =>
    [value as unknown].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(fields).toString();
}

/** As they came, but for what the development server adds. */
function sentHeaders({ raw }: FastifyRequest): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < raw.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = raw.rawHeaders.slice(index, index + 2);
    if (name.toLowerCase() !== CLIENT_ADDRESS) headers.push([name, value]);
  }
  return headers;
}

const CLIENT_ADDRESS = "x-mega-client-address";
