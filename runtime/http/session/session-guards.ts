import type { DoneFuncWithErrOrRes, FastifyReply } from "fastify";

import type { AppSessions } from "../../core/session/app-sessions.ts";
import { NO_SESSION, SESSION, type SessionHolder } from "../../core/session/held-session.ts";
import { RequestSession, type CookieChange } from "../../core/session/request-session.ts";
import type { GuardHook, GuardSendHook, RouteGuard } from "../routes/route-guard.ts";
import type { Cookies } from "../security/cookies.ts";
import type { CsrfTokens } from "../security/csrf-tokens.ts";

export interface SessionGuardOptions {
  readonly sessions: AppSessions;
  readonly cookies: Cookies;
  readonly cookieName: string;
  readonly csrfTokens: Pick<CsrfTokens, "follow">;
}

/**
 * Reads the session of a request right before its handler runs, when it brings one, and saves it before the answer leaves.
 * A request without the cookie whose handler does not ask for the session costs nothing.
 */
export function sessionGuards(options: SessionGuardOptions): readonly RouteGuard[] {
  const read: RouteGuard = {
    moment: "preHandler",
    forRoute: () => ({ name: "session", hook: readSession(options) }),
  };
  const save: RouteGuard = { moment: "onSend", forRoute: () => ({ name: "session", hook: saveSession(options) }) };
  return [read, save];
}

function readSession({ sessions, cookies, cookieName }: SessionGuardOptions): GuardHook {
  const read = async (holder: SessionHolder, id: string, done: (error?: Error) => void): Promise<void> => {
    try {
      holder[SESSION] = await sessions.open(id);
    } catch (error) {
      return done(error as Error);
    }
    done();
  };
  return (req, _reply, done) => {
    const holder = req as SessionHolder;
    const id = req.headers.cookie === undefined ? undefined : cookies.read(req, cookieName);
    if (id !== undefined) return void read(holder, id, done);
    holder[SESSION] = NO_SESSION;
    done();
  };
}

function saveSession(options: SessionGuardOptions): GuardSendHook {
  // For requests that had no use for one: what comes after the answer may look at it and begin none.
  const closed = options.sessions.blank();
  closed.end();
  // Fastify calls hooks with four arguments.
  // oxlint-disable-next-line max-params
  return (req, reply, payload, done) => {
    const holder = req as SessionHolder;
    const session = (holder[SESSION] = heldBy(holder) ?? closed);
    if (session.hasWork) return void save({ session, reply, payload, done }, options);
    session.end();
    done(null, payload);
  };
}

function heldBy({ [SESSION]: held }: SessionHolder): RequestSession | undefined {
  return held instanceof RequestSession ? held : undefined;
}

interface Leaving {
  readonly session: RequestSession;
  readonly reply: FastifyReply;
  readonly payload: unknown;
  readonly done: DoneFuncWithErrOrRes;
}

async function save({ session, reply, payload, done }: Leaving, options: SessionGuardOptions): Promise<void> {
  try {
    const change = await session.finish();
    writeCookie(reply, change, options);
    if (change.kind !== "keep")
      options.csrfTokens.follow(reply, { key: session.id, isSignedIn: session.userId !== null });
  } catch (error) {
    discard(payload);
    return done(error as Error);
  }
  // A handler that sends twice: the second answer, which had nothing to save, was quicker.
  if (reply.raw.headersSent) return discard(payload);
  done(null, payload);
}

function writeCookie(reply: FastifyReply, change: CookieChange, { cookies, cookieName }: SessionGuardOptions): void {
  if (change.kind === "keep") return;
  if (change.kind === "clear") cookies.clear(reply, cookieName);
  else cookies.write(reply, cookieName, change.id, { maxAgeMs: change.maxAgeMs });
  // No cache may hand the cookie to others.
  if (!reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
}

/** An answer that is not sent: what it would have streamed is closed. */
function discard(payload: unknown): void {
  const { destroy } = (payload ?? {}) as { readonly destroy?: unknown };
  if (typeof destroy === "function") Reflect.apply(destroy, payload, []);
}
