import type { ErrorEntry, ValidationDetail } from "./error-entry.ts";

/** An error whose message is its thrower's own. */
interface Said {
  message?: string | undefined;
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
  /** `limit` in bytes. */
  payload_too_large: Said & { limit?: number };
  /** `type`: the content type that was sent; empty for none. */
  unsupported_media_type: Said & { type?: string };
  validation_failed: { details: readonly ValidationDetail[] };
  unprocessable: Said;
  precondition_required: Said;
  too_many_requests: Said;
  internal_error: Said;
  not_implemented: Said;
  bad_gateway: Said;
  service_unavailable: Said;
  gateway_timeout: Said;
  multipart_invalid: { reason: string };
  /** `type`: the content type that is not taken; null when the field takes no file at all. */
  upload_refused: { field: string; type: string | null };
  upload_too_large: { what: string; limit: number };
  storage_full: Readonly<Record<string, never>>;
  /** `encoding`: the start of the Content-Encoding that was sent. */
  content_encoding_refused: { encoding: string };
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
  bad_request: said(400, "The request cannot be understood."),
  unauthorized: said(401, "You are not signed in."),
  payment_required: said(402, "This needs a payment."),
  forbidden: said(403, "You may not do this."),
  not_found: {
    status: 404,
    message: (p) =>
      p.id === undefined ? `There is no such ${p.entity}.` : `There is no ${p.entity} with the id ${p.id}.`,
  },
  method_not_allowed: said(405, "The method is not allowed here."),
  not_acceptable: said(406, "There is no answer in a format you accept."),
  request_timeout: said(408, "The request took too long to arrive."),
  conflict: said(409, "The request conflicts with what is there."),
  gone: said(410, "This is gone for good."),
  precondition_failed: {
    status: 412,
    message: (p) =>
      `The ${p.entity} with the id ${p.id} was changed meanwhile${p.version === undefined ? "." : `: its version is ${p.version} now.`}`,
    hint: () => "Read it again and send the version that was read as If-Match.",
  },
  payload_too_large: {
    status: 413,
    message: (p) =>
      p.message ??
      (p.limit === undefined ? "The request body is too large." : `The request body is larger than ${p.limit} bytes.`),
  },
  unsupported_media_type: {
    status: 415,
    message: (p) => {
      if (p.message !== undefined || p.type === undefined)
        return p.message ?? "The request body has a type that is not accepted here.";
      const what =
        p.type === "" ? "The request body has no content type" : `The content type "${p.type}" is not accepted`;
      return `${what}; send application/json.`;
    },
  },
  unprocessable: said(422, "The request is well-formed but cannot be done."),
  validation_failed: { status: 422, message: ({ details }) => mistakes(details) },
  precondition_required: said(428, "The request needs an If-Match header."),
  too_many_requests: said(429, "Too many requests; wait before the next one."),
  internal_error: said(500, "The server failed to answer."),
  not_implemented: said(501, "This is not implemented."),
  bad_gateway: said(502, "A server behind this one failed."),
  service_unavailable: said(503, "The server cannot answer at the moment."),
  gateway_timeout: said(504, "A server behind this one took too long."),
  multipart_invalid: {
    status: 400,
    message: (p) => `The form cannot be read: ${p.reason}.`,
  },
  upload_refused: {
    status: 415,
    message: (p) =>
      p.type === null ? `"${p.field}" takes no file.` : `"${p.field}" takes no file of the type "${p.type}".`,
    hint: () => "`upload({ types })` in the schema of the route's body says which fields take which files.",
  },
  upload_too_large: {
    status: 413,
    message: (p) => `The upload is too large: ${p.what} is beyond the limit of ${p.limit}.`,
    hint: () => "See `uploads` in the app's app.config.ts, and `upload({ maxBytes })`.",
  },
  storage_full: { status: 507, message: () => "The server has no room for the file." },
  content_encoding_refused: {
    status: 415,
    message: (p) => `The request body has the Content-Encoding "${p.encoding}", which is not accepted.`,
    hint: () => "Send the body as it is, without a Content-Encoding.",
  },
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

/** An error whose thrower may have words of its own. */
function said(status: number, standard: string): ErrorEntry<Said> {
  return { status, message: (params) => params.message ?? standard };
}

function mistakes(details: readonly ValidationDetail[]): string {
  const [first] = details;
  if (details.length === 1 && first !== undefined) return `${first.message}.`;
  return `The input has ${details.length} mistakes: ${details.map(({ message }) => message).join("; ")}.`;
}
