import type { FastifyRequest } from "fastify";

import type { CsrfSettings } from "../../config/parts/security.ts";
import { redactQuery } from "../../config/redact.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { makeHostTable } from "../../core/hosts.ts";
import { CSRF_FIELD, CSRF_HEADER, type CsrfTokens } from "./csrf-tokens.ts";
import { makeOriginList } from "./origins.ts";

/** Why a request was refused; for the log and the answer. */
export type CsrfReason =
  | "it comes from another site"
  | "its origin is another host"
  | "the form has no token"
  | "the form's token is not valid here";

export interface CsrfParts {
  /** The app's own names, `*.` for all below one; none: whatever name the request asks for. */
  readonly hosts: readonly string[];
  /** Whether scripts of an origin may call anyway. */
  readonly allows: (origin: string) => boolean;
}

/**
 * Refuses unsafe requests that another site may have forged: `Sec-Fetch-Site` decides, else `Origin` against the app's
 * hosts; a request with neither comes from no browser.
 * @throws MegaError `csrf_rejected`
 */
export function makeOriginCheck(settings: CsrfSettings, { hosts, allows }: CsrfParts): (req: FastifyRequest) => void {
  const isOwn = makeOwnOrigin(hosts);
  const isTrusted = makeOriginList(settings.trustedOrigins ?? []);
  return (req) => {
    if (SAFE_METHODS.has(req.method)) return;
    const { origin } = req.headers;
    const reason = foreignOrigin(req, isOwn);
    if (reason === undefined || (origin !== undefined && (isTrusted(origin) || allows(origin)))) return;
    reject(req, reason);
  };
}

/**
 * Refuses a form without its token: whatever a page of another site can send without asking the browser's permission.
 * The token is the form's field or a header, never in the address, which ends up in logs.
 * @throws MegaError `csrf_rejected`
 */
export function checkFormToken(req: FastifyRequest, tokens: CsrfTokens): void {
  if (SAFE_METHODS.has(req.method) || !needsToken(req)) return;
  const token = (req.body as Record<string, unknown> | null | undefined)?.[CSRF_FIELD] ?? req.headers[CSRF_HEADER];
  if (typeof token !== "string" || token === "") reject(req, "the form has no token");
  if (!tokens.verify(req, token)) reject(req, "the form's token is not valid here");
}

/** Nothing is changed by them (RFC 9110, 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

function reject(req: FastifyRequest, reason: CsrfReason): never {
  req.log.warn({ reason, csrf: true }, `${req.method} ${redactQuery(req.url)} refused: ${reason}`);
  throw new MegaError("csrf_rejected", { reason });
}

type IsOwn = (origin: string, req: FastifyRequest) => boolean;

function foreignOrigin(req: FastifyRequest, isOwn: IsOwn): CsrfReason | undefined {
  const { "sec-fetch-site": site, origin } = req.headers;
  if (site !== undefined) return site === "same-origin" || site === "none" ? undefined : "it comes from another site";
  return origin === undefined || isOwn(origin, req) ? undefined : "its origin is another host";
}

/** Of the app's hosts, or without them the one that was asked for; on the port that was asked for. */
function makeOwnOrigin(hosts: readonly string[]): IsOwn {
  const find = hosts.length === 0 ? null : makeHostTable([{ hosts, owner: true }]);
  return (origin, req) => {
    const [from, asked] = [readUrl(origin), readUrl(`${origin.split("://", 1)[0]}://${req.host}`)];
    if (from === null || asked === null) return false;
    return find === null ? from.host === asked.host : from.port === asked.port && find(from.hostname) === true;
  };
}

function readUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** What a form of another site can send (the Fetch standard's simple requests). */
function needsToken({ method, headers }: FastifyRequest): boolean {
  const type = headers["content-type"];
  // Other methods than POST are never a form's.
  if (type === undefined || type === "") return method === "POST";
  return /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|,|$)/i.test(type);
}
