import type { ErrorEntry, ValidationDetail } from "./error-entry.ts";

/** An error whose message is its thrower's own. */
interface Said {
  message: string;
}

export interface RequestErrorParams {
  bad_request: Said;
  unauthorized: Said;
  payment_required: Said;
  forbidden: Said;
  not_found: { entity: string; id?: string | number | undefined };
  method_not_allowed: Said;
  not_acceptable: Said;
  request_timeout: Said;
  conflict: Said;
  gone: Said;
  precondition_failed: { entity: string; id: string | number; version?: number | undefined };
  payload_too_large: Said;
  unsupported_media_type: Said;
  validation_failed: { details: readonly ValidationDetail[] };
  unprocessable: Said;
  precondition_required: Said;
  too_many_requests: Said;
  internal_error: Said;
  not_implemented: Said;
  bad_gateway: Said;
  service_unavailable: Said;
  gateway_timeout: Said;
  malformed_json: { reason: string };
  key_refused: { key: string };
  route_not_found: { method: string; path: string };
  route_timeout: { method: string; path: string; limitMs: number };
  client_left: { method: string; path: string };
  request_malformed: { reason: string };
  host_invalid: { host: string };
  misdirected_request: { host: string };
  expectation_failed: { expected: string };
  uri_too_long: { limit: number };
  headers_too_large: object;
  http_version_not_supported: object;
}

/** The part of the error table that answers requests: what projects throw by status, and what is refused by itself. */
export const REQUEST_ERRORS: { readonly [Code in keyof RequestErrorParams]: ErrorEntry<RequestErrorParams[Code]> } = {
  bad_request: said(400),
  unauthorized: said(401),
  payment_required: said(402),
  forbidden: said(403),
  not_found: {
    status: 404,
    message: (p) =>
      p.id === undefined ? `There is no such ${p.entity}.` : `There is no ${p.entity} with the id ${p.id}.`,
  },
  method_not_allowed: said(405),
  not_acceptable: said(406),
  request_timeout: said(408),
  conflict: said(409),
  gone: said(410),
  precondition_failed: {
    status: 412,
    message: (p) =>
      `The ${p.entity} with the id ${p.id} was changed meanwhile${p.version === undefined ? "." : `: its version is ${p.version} now.`}`,
    hint: () => "Read it again and send the version that was read as If-Match.",
  },
  payload_too_large: said(413),
  unsupported_media_type: said(415),
  unprocessable: said(422),
  validation_failed: { status: 422, message: ({ details }) => mistakes(details) },
  precondition_required: said(428),
  too_many_requests: said(429),
  internal_error: said(500),
  not_implemented: said(501),
  bad_gateway: said(502),
  service_unavailable: said(503),
  gateway_timeout: said(504),
  malformed_json: { status: 400, message: (p) => `The request body is not JSON: ${p.reason}.` },
  key_refused: {
    status: 400,
    message: (p) => `The request body has the key "${p.key}", which is never accepted.`,
  },
  route_not_found: {
    status: 404,
    message: (p) => `There is nothing at ${p.method} ${shorten(p.path)}.`,
    hint: () => "`mega routes` lists what the app serves.",
  },
  route_timeout: {
    status: 503,
    message: (p) => `${p.method} ${p.path} took longer than ${p.limitMs} ms.`,
    hint: () => "Raise the route's timeoutMs, or find what waits; `ctx.signal` tells the work to stop.",
  },
  // No client reads it. The status is the one that proxies log for it.
  client_left: {
    status: 499,
    message: (p) => `The client closed the connection before ${p.method} ${p.path} was answered.`,
  },
  request_malformed: { status: 400, message: (p) => `The request is not HTTP/1.1: ${p.reason}.` },
  host_invalid: {
    status: 400,
    message: (p) =>
      p.host === ""
        ? "The request names no host."
        : `"${shorten(p.host)}" in the request names no host, or another one.`,
  },
  misdirected_request: {
    status: 421,
    message: (p) => `No app answers for the host "${shorten(p.host)}".`,
    hint: () => "Add it to `hosts` in the app's app.config.ts; an app without `hosts` takes what no other app does.",
  },
  expectation_failed: {
    status: 417,
    message: (p) => `The expectation "${shorten(p.expected)}" cannot be met; only 100-continue can.`,
  },
  uri_too_long: { status: 414, message: (p) => `A part of the path is longer than ${p.limit} characters.` },
  headers_too_large: { status: 431, message: () => "The target and headers of the request are too large together." },
  http_version_not_supported: { status: 505, message: () => "The request is in a version of HTTP other than 1.1." },
};

/** Some values come from anybody, at any length. */
function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function said(status: number): ErrorEntry<Said> {
  return { status, message: (params) => params.message };
}

function mistakes(details: readonly ValidationDetail[]): string {
  const [first] = details;
  if (details.length === 1 && first !== undefined) return `${first.message}.`;
  return `The input has ${details.length} mistakes: ${details.map(({ message }) => message).join("; ")}.`;
}
