import { Tokens } from "@fastify/csrf";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { Cookies } from "./cookies.ts";

/** The hidden input of a form. */
export const CSRF_FIELD = "_csrf";

/** What a script sends instead. */
export const CSRF_HEADER = "x-csrf-token";

/** Tokens of forms: each belongs to a secret in a cookie, which neither scripts nor other sites can read or write. */
export interface CsrfTokens {
  /** The token for a form of this request; the first one sets the cookie. */
  readonly create: (req: FastifyRequest, reply: FastifyReply) => string;
  readonly verify: (req: FastifyRequest, token: string) => boolean;
}

export function makeCsrfTokens(cookies: Cookies): CsrfTokens {
  const tokens = new Tokens({ saltLength: 16 });
  /** Secrets made while a request is answered: its page may have several forms. */
  const issued = new WeakMap<FastifyRequest, string>();
  return {
    create: (req, reply) => {
      const held = issued.get(req) ?? cookies.read(req, COOKIE);
      const secret = held ?? tokens.secretSync();
      if (held === undefined) {
        issued.set(req, secret);
        cookies.write(reply, COOKIE, secret);
      }
      // A page with a token is of one visitor.
      reply.header("cache-control", "no-store");
      return tokens.create(secret);
    },
    verify: (req, token) => {
      const secret = cookies.read(req, COOKIE);
      return secret !== undefined && tokens.verify(secret, token);
    },
  };
}

const COOKIE = "csrf";
