import type { FastifyRequest } from "fastify";

import { SESSION, type SessionHolder } from "../../core/session/held-session.ts";
import { RequestSession } from "../../core/session/request-session.ts";
import { keyOfSession } from "../../core/session/session-id.ts";
import type { Cookies } from "../security/cookies.ts";
import type { VisitorSessions } from "../security/csrf-tokens.ts";

/** Tells the sessions of visitors by their cookies, without a look into the store. Without a cookie's name there are none. */
export function visitorSessions(cookies: Cookies, cookieName: string | undefined): VisitorSessions {
  const broughtBy = (req: FastifyRequest): string | null => {
    const id = cookieName === undefined ? undefined : cookies.read(req, cookieName);
    return id === undefined ? null : keyOfSession(id);
  };
  const after = (req: FastifyRequest): string | null => {
    const held = (req as SessionHolder)[SESSION];
    return held instanceof RequestSession && held.isReplaced ? held.id : broughtBy(req);
  };
  return { broughtBy, after };
}
