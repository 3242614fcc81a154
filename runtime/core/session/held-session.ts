import type { AppSessions } from "./app-sessions.ts";
import { MegaError } from "../errors/errors.ts";
import { RequestSession } from "./request-session.ts";

/** Where a request keeps its session. */
export const SESSION: unique symbol = Symbol("mega.session");

/** The request brings no session: one is made when the handler asks for it. */
export const NO_SESSION: unique symbol = Symbol("mega.session.none");

/** What a request holds; null or nothing for one that nobody has looked at. */
export interface SessionHolder {
  [SESSION]?: RequestSession | typeof NO_SESSION | null;
}

/**
 * The session of a request.
 * @throws MegaError `session_off` without `session` in the config; `session_unread` on routes that are no mega's own
 */
export function sessionOf(app: { readonly sessions?: AppSessions } | null, req: object): RequestSession {
  const sessions = app?.sessions;
  if (sessions === undefined) throw new MegaError("session_off", {});
  const holder = req as SessionHolder;
  const held = holder[SESSION];
  if (held instanceof RequestSession) return held;
  if (held !== NO_SESSION) throw new MegaError("session_unread", {});
  return (holder[SESSION] = sessions.blank());
}
