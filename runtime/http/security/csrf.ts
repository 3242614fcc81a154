import { fastifyCookie as cookies } from "@fastify/cookie";
import { Tokens } from "@fastify/csrf";
import type { FastifyReply, FastifyRequest } from "fastify";

import { MegaError } from "../../core/errors.ts";
import type { GuardHook, RouteGuard } from "../routes/route-guard.ts";

/** Where the token lives: a cookie that scripts cannot read, and a hidden input (or a header) that other sites cannot write. */
export const CSRF_COOKIE = "_csrf";
export const CSRF_FIELD = "_csrf";
export const CSRF_HEADER = "x-csrf-token";

/** Guards every unsafe method, unless the app or the route has turned it off. */
export function csrfGuard(isOn: boolean): RouteGuard {
  const guarded = { name: "CSRF protection", hook: refuseForged };
  return {
    moment: "preValidation",
    forRoute: ({ method, options }) => (isOn && options.csrf !== false && method !== "GET" ? guarded : null),
  };
}

/** Why a request was refused; for the log and the answer. */
export type CsrfReason =
  | "it comes from another site"
  | "its origin is another host"
  | "the form has no token"
  | "the form's token is not valid here";

/**
 * Refuses a request that another site may have forged. `Sec-Fetch-Site` decides, else `Origin` against `Host`; a request
 * with neither comes from no browser. Forms carry a token as well. For unsafe methods only.
 * @throws MegaError `csrf_rejected`
 */
export function checkCsrf(req: FastifyRequest): void {
  const reason = foreignOrigin(req) ?? (needsToken(req) ? wrongToken(req) : undefined);
  if (reason === undefined) return;
  req.log.warn({ reason, csrf: true }, `${req.method} ${req.url} refused: ${reason}`);
  throw new MegaError("csrf_rejected", { reason });
}

/** The token for a form of this request; the first one sets the cookie it belongs to. */
export function csrfToken(req: FastifyRequest, reply: FastifyReply): string {
  const held = issued.get(req) ?? secretOf(req);
  if (held !== undefined) return tokens.create(held);
  const secret = tokens.secretSync();
  issued.set(req, secret);
  const options = { path: "/", httpOnly: true, sameSite: "lax", secure: req.protocol === "https" } as const;
  reply.header("set-cookie", cookies.serialize(CSRF_COOKIE, secret, options));
  // A page with a token is of one visitor.
  reply.header("cache-control", "no-store");
  return tokens.create(secret);
}

const refuseForged: GuardHook = (req, _reply, done) => {
  try {
    checkCsrf(req);
  } catch (error) {
    return done(error as Error);
  }
  done();
};

const tokens = new Tokens({ saltLength: 16 });

/** Secrets made while this request is answered: the page may have several forms. */
const issued = new WeakMap<FastifyRequest, string>();

function foreignOrigin({ headers }: FastifyRequest): CsrfReason | undefined {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none" ? undefined : "it comes from another site";
  const { origin, host } = headers;
  if (origin === undefined) return undefined;
  return hostOf(origin) === host?.toLowerCase() ? undefined : "its origin is another host";
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

/** What a form of another site can send without asking the browser's permission (the Fetch standard's simple requests). */
function needsToken({ method, headers }: FastifyRequest): boolean {
  const type = headers["content-type"];
  // Other methods than POST are never a form's.
  if (type === undefined || type === "") return method === "POST";
  return /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i.test(type);
}

function wrongToken(req: FastifyRequest): CsrfReason | undefined {
  const field = (req.body as Record<string, unknown> | null | undefined)?.[CSRF_FIELD] ?? req.headers[CSRF_HEADER];
  if (typeof field !== "string" || field === "") return "the form has no token";
  const secret = secretOf(req);
  return secret !== undefined && tokens.verify(secret, field) ? undefined : "the form's token is not valid here";
}

function secretOf({ headers }: FastifyRequest): string | undefined {
  if (headers.cookie === undefined) return undefined;
  return cookies.parse(headers.cookie)[CSRF_COOKIE] || undefined;
}
