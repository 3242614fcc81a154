import type { FastifyInstance } from "fastify";

import type { AppSettings } from "../../config/settings.ts";
import type { AppSessions } from "../../core/session/app-sessions.ts";
import { SESSION } from "../../core/session/held-session.ts";
import type { RouteGuard } from "../routes/route-guard.ts";
import type { Cookies } from "../security/cookies.ts";
import type { CsrfTokens } from "../security/csrf-tokens.ts";
import { sessionGuards } from "./session-guards.ts";

export interface AddSessionsOptions {
  readonly config: Pick<AppSettings, "session">;
  /** Null: the app has none. */
  readonly sessions: AppSessions | null;
  readonly cookies: Cookies;
  readonly csrfTokens: CsrfTokens;
}

/** Gives requests a place for their session. Returns what reads and saves it around each route. */
export function addSessions(
  fastify: FastifyInstance,
  { config: { session }, sessions, cookies, csrfTokens }: AddSessionsOptions,
): readonly RouteGuard[] {
  if (session === undefined || sessions === null) return [];
  fastify.decorateRequest(SESSION, null);
  return sessionGuards({ sessions, cookies, csrfTokens, cookieName: session.cookieName });
}
