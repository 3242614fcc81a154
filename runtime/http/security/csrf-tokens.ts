import { Tokens } from "@fastify/csrf";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { Cookies } from "./cookies.ts";

/** The hidden input of a form. */
export const CSRF_FIELD = "_csrf";

/** What a script sends instead. */
export const CSRF_HEADER = "x-csrf-token";

/**
 * Tokens of forms: each belongs to a secret in a cookie, which neither scripts nor other sites can read or write. The
 * cookie belongs to the session of the visitor: what somebody else was given, and has planted in this browser from a
 * sibling host, is worth nothing once somebody is signed in.
 */
export interface CsrfTokens {
  /** The token for a form of this request; the first one sets the cookie. */
  readonly create: (req: FastifyRequest, reply: FastifyReply) => string;
  readonly verify: (req: FastifyRequest, token: string) => boolean;
  /** Goes along when the answer gives the browser another session. */
  readonly follow: (reply: FastifyReply, session: NewSession) => void;
}

export interface NewSession {
  /** Its public name, null for none. */
  readonly key: string | null;
  readonly isSignedIn: boolean;
}

/** Which session a visitor has, by its public name; null for none. */
export interface VisitorSessions {
  /** That of the request's cookie, whether there still is one or not. */
  readonly broughtBy: (req: FastifyRequest) => string | null;
  /** That of the next request's cookie, as far as it is known. */
  readonly after: (req: FastifyRequest) => string | null;
}

export function makeCsrfTokens(cookies: Cookies, sessions: VisitorSessions): CsrfTokens {
  const tokens = new Tokens({ saltLength: 16 });
  /** Secrets made while a request is answered: its page may have several forms. */
  const issued = new WeakMap<FastifyRequest, string>();
  const read = (req: FastifyRequest): CsrfCookie | undefined => {
    const value = cookies.read(req, COOKIE);
    return value === undefined ? undefined : parse(value);
  };
  const write = (reply: FastifyReply, { secret, session }: CsrfCookie): void =>
    cookies.write(reply, COOKIE, session === null ? secret : `${secret}.${session}`);
  return {
    create: (req, reply) => {
      const session = sessions.after(req);
      const held = read(req);
      const known = issued.get(req) ?? (held?.session === session ? held.secret : undefined);
      const secret = known ?? tokens.secretSync();
      if (known === undefined) {
        issued.set(req, secret);
        write(reply, { secret, session });
      }
      // A page with a token is of one visitor.
      reply.header("cache-control", "no-store");
      return tokens.create(secret);
    },
    verify: (req, token) => {
      const held = read(req);
      return held?.session === sessions.broughtBy(req) && tokens.verify(held.secret, token);
    },
    follow: (reply, { key, isSignedIn }) => {
      const { request } = reply;
      // Only a secret of this very answer cannot have been planted before the visitor signed in.
      const secret = issued.get(request) ?? (isSignedIn ? undefined : read(request)?.secret);
      if (secret !== undefined) write(reply, { secret, session: key });
    },
  };
}

const COOKIE = "csrf";

interface CsrfCookie {
  readonly secret: string;
  readonly session: string | null;
}

/** Neither half has a dot. */
function parse(value: string): CsrfCookie {
  const [secret = "", session = null] = value.split(".", 2);
  return { secret, session };
}
