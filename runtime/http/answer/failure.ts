import type { FastifyRequest } from "fastify";

import { redactText } from "../../config/redact.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { MegaBadRequestError } from "../../core/errors/http-errors.ts";
import type { Language } from "../../core/i18n/i18n.ts";
import { REQUEST_ERRORS } from "../../core/errors/request-errors.ts";
import { sayError } from "../../core/errors/say-error.ts";
import { placeOfError } from "../../core/stack-place.ts";

/** The longest parameter in a path, in characters. */
export const MAX_PARAM_LENGTH = 500;

/** What a client learns of an error. */
export interface PublicFailure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Only in development. */
  readonly hint?: string | undefined;
  readonly details?: readonly unknown[] | undefined;
}

/**
 * Reads any thrown value: MegaErrors by the table, Fastify's and its plugins' by status, anything else is a 500. With a
 * `root`, the folder of a project that is being developed, the server's own failures are told too.
 */
export function toFailure(error: unknown, req: FastifyRequest, { root, language }: Telling): PublicFailure {
  const known = error instanceof MegaError ? error : fromFastify(error, req);
  if (known instanceof MegaError) return fromMega(known, { root, language });
  const status = statusOf(error);
  if (status >= 400 && status < 500) return { status, code: codeOf(status), message: (error as Error).message };
  const failure = hidden(status === 503 ? 503 : 500, language);
  return root === null ? failure : { ...failure, ...explain(error, root) };
}

/** How failures are told. */
export interface Telling {
  /** The folder of a project that is being developed, else null. */
  readonly root: string | null;
  readonly language: Language;
}

function fromMega(error: MegaError, { root, language }: Telling): PublicFailure {
  const { status, code } = error;
  if (!error.isPublic && root === null) return hidden(status, language);
  return { status, code, ...sayError(error, language), hint: root === null ? undefined : error.hint };
}

/** What was thrown, and the line of the project that threw it. */
function explain(error: unknown, root: string): Pick<PublicFailure, "message" | "hint"> {
  const place = error instanceof Error ? placeOfError(error, root) : undefined;
  const hint = place && `It was thrown at ${place.file}:${place.line}:${place.column}; the terminal has the stack.`;
  return { message: `The server failed to answer: ${redactText(String(error))}`, hint };
}

/** What the server's own failures say: nothing but where to look. */
function hidden(status: number, language: Language): PublicFailure {
  const failure = new MegaError(status === 503 ? "service_unavailable" : "internal_error", {});
  return { status, code: codeOf(status), message: sayError(failure, language).message };
}

function fromFastify(error: unknown, req: FastifyRequest): unknown {
  switch ((error as { code?: unknown } | null | undefined)?.code) {
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new MegaError("unsupported_media_type", { type: req.headers["content-type"] ?? "" });
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new MegaError("payload_too_large", { limit: req.routeOptions.bodyLimit });
    case "FST_ERR_BAD_URL":
      return new MegaBadRequestError("The path of the request is not percent-encoded UTF-8.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new MegaError("uri_too_long", { limit: MAX_PARAM_LENGTH });
    default:
      return error;
  }
}

function statusOf(error: unknown): number {
  const { statusCode, status } = (error ?? {}) as { readonly statusCode?: unknown; readonly status?: unknown };
  const given = statusCode ?? status;
  return typeof given === "number" ? given : 500;
}

/** The table's first code of a status. */
function codeOf(status: number): string {
  return Object.entries(REQUEST_ERRORS).find(([, entry]) => entry.status === status)?.[0] ?? "request_failed";
}
