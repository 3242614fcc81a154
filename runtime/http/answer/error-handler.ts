import { STATUS_CODES } from "node:http";

import type { FastifyReply, FastifyRequest } from "fastify";

import { redactQuery } from "../../config/redact.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { MegaMethodNotAllowedError } from "../../core/errors/http-errors.ts";
import { ENGLISH, type Language } from "../../core/i18n/i18n.ts";
import { ERROR_PAGE_POLICY, errorPage } from "./error-page.ts";
import { toFailure, type PublicFailure } from "./failure.ts";
import { addVary } from "./vary.ts";

export interface ErrorHandlerOptions {
  /** The language of the answer; English unless said. */
  readonly languageOf?: ((req: FastifyRequest, reply: FastifyReply) => Language) | undefined;
  /** The project's folder while it is developed: the server's own failures are shown. Null: they are hidden. */
  readonly developedIn: string | null;
  /** Gives the app's own error page, or null when it has none. */
  readonly renderPage: (failure: ErrorPageData, req: FastifyRequest, reply: FastifyReply) => string | null;
}

/** What `views/error.hbs` gets. */
export interface ErrorPageData extends PublicFailure {
  /** `Not Found` */
  readonly title: string;
  readonly requestId: string;
}

export type ErrorHandler = (error: unknown, req: FastifyRequest, reply: FastifyReply) => FastifyReply;

/**
 * The one exit of every failure: mega's envelope, `application/problem+json` (RFC 9457) for who asks for it, a page for
 * browsers. What the server itself did wrong is logged with its stack and told by request id alone.
 */
export function buildErrorHandler(options: ErrorHandlerOptions = HIDDEN): ErrorHandler {
  return (error, req, reply) => {
    const language = options.languageOf?.(req, reply) ?? ENGLISH;
    const failure = toFailure(error, req, { root: options.developedIn, language });
    if (failure.status >= 500) req.log.error({ err: error }, `${req.method} ${redactQuery(req.url)} failed`);
    reply.code(failure.status);
    addVary(reply, "Accept");
    const { type, body } = FORMATS[wantedFormat(req.headers.accept ?? "")](failure, options, { req, reply, language });
    return reply.type(type).send(body);
  };
}

/** Nothing is shown, and the app has no page of its own. */
const HIDDEN: ErrorHandlerOptions = { developedIn: null, renderPage: () => null };

/** Answers what no route does: OPTIONS with what there is, a wrong method with 405, a wrong path with 404. */
export function buildNotFoundHandler(
  answer: ErrorHandler,
  methodsOf: (path: string) => readonly string[],
): (req: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (req, reply) => {
    const { method } = req;
    const [path = "/"] = req.url.split("?", 1);
    const methods = path === "*" ? ANY_METHOD : methodsOf(path);
    // A handler may say itself that there is nothing.
    if (methods.length === 0 || methods.includes(method)) {
      return answer(new MegaError("route_not_found", { method, path }), req, reply);
    }
    const allowed = [...methods, "OPTIONS"].join(", ");
    reply.header("allow", allowed);
    if (method === "OPTIONS") return reply.code(204).send();
    return answer(new MegaMethodNotAllowedError(`There is no ${method} at this path, only ${allowed}.`), req, reply);
  };
}

/** What `OPTIONS *` asks for is the server, not a path. */
const ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

type Format = "envelope" | "problem" | "page";

interface Exchange {
  readonly req: FastifyRequest;
  readonly reply: FastifyReply;
  readonly language: Language;
}

type Write = (
  failure: PublicFailure,
  options: ErrorHandlerOptions,
  exchange: Exchange,
) => { readonly type: string; readonly body: string };

/** How each format is written. */
const FORMATS: Readonly<Record<Format, Write>> = {
  envelope: (failure, _options, { req }) => {
    return { type: "application/json; charset=utf-8", body: JSON.stringify(frame(failure, req.id)) };
  },
  problem: (failure, _options, { req }) => {
    return { type: "application/problem+json", body: JSON.stringify(problem(failure, req)) };
  },
  page: (failure, options, exchange) => {
    return { type: "text/html; charset=utf-8", body: page(failure, options, exchange) };
  },
};

/** Browsers name text/html first; programs that say nothing, or anything, get the envelope. */
function wantedFormat(accept: string): Format {
  const problem = accept.indexOf("application/problem+json");
  const html = accept.indexOf("text/html");
  const json = accept.indexOf("application/json");
  if (problem !== -1 && (html === -1 || problem < html)) return "problem";
  return html !== -1 && (json === -1 || html < json) ? "page" : "envelope";
}

function frame({ code, message, details, hint }: PublicFailure, requestId: string): object {
  return { ok: false, error: { code, message, details, hint }, meta: { requestId } };
}

function problem({ status, code, message, details, hint }: PublicFailure, req: FastifyRequest): object {
  const title = STATUS_CODES[status] ?? "Error";
  return {
    type: "about:blank",
    title,
    status,
    detail: message,
    instance: req.url,
    code,
    details,
    hint,
    requestId: req.id,
  };
}

function page(failure: PublicFailure, { renderPage }: ErrorHandlerOptions, { req, reply, language }: Exchange): string {
  const title = language.words.page.titles[failure.status] ?? STATUS_CODES[failure.status] ?? "Error";
  const data = { ...failure, title, requestId: req.id };
  try {
    return renderPage(data, req, reply) ?? ownPage(data, reply, language);
  } catch (err) {
    req.log.error({ err }, "the app's own error page cannot be rendered");
    return ownPage(data, reply, language);
  }
}

function ownPage(data: ErrorPageData, reply: FastifyReply, language: Language): string {
  reply.header("content-security-policy", ERROR_PAGE_POLICY);
  return errorPage(data, language);
}
