import type { UserId } from "../registry.ts";
import { RequestSession, type SessionRules } from "./request-session.ts";
import type { SessionInfo } from "./session.ts";
import { keyOfSession, newSessionId } from "./session-id.ts";
import type { SessionStore } from "./session-store.ts";

export interface AppSessionsOptions {
  readonly store: SessionStore;
  readonly now: () => number;
  readonly rolling: boolean;
  readonly report: (error: unknown) => void;
}

/** The sessions of an app: `ctx.app.sessions`. */
export class AppSessions {
  readonly #rules: SessionRules;

  constructor(options: AppSessionsOptions) {
    this.#rules = { ...options, touchEveryMs: Math.min(TOUCH_EVERY_MS, options.store.ttlMs / 10) };
  }

  /** The living sessions of a user, the one that was used last first. */
  async list(userId: UserId): Promise<readonly SessionInfo[]> {
    const listed = await this.#rules.store.list(userId);
    return listed
      .toSorted((a, b) => b.session.lastSeenAt - a.session.lastSeenAt)
      .map(({ key, session }) => ({
        id: key,
        userId: session.userId,
        createdAt: new Date(session.createdAt),
        lastSeenAt: new Date(session.lastSeenAt),
        expiresAt: new Date(session.expiresAt),
      }));
  }

  /**
   * Ends the sessions of a user: all of them, or all but one (`{ except: ctx.session.id }`) after a change of the password.
   * @returns how many
   */
  revoke(userId: UserId, { except }: { readonly except?: string | null | undefined } = {}): Promise<number> {
    return this.#rules.store.revoke(userId, except ?? undefined);
  }

  /** The session of a request that brings this id; one that has not begun when there is no such session. */
  async open(id: string): Promise<RequestSession> {
    const stored = await this.#rules.store.read(keyOfSession(id));
    return new RequestSession(this.#rules, stored && { id, stored });
  }

  /** A session that begins when a value is set. */
  blank(): RequestSession {
    return new RequestSession(this.#rules, null);
  }

  /** Signs a user in without a request, for tests, and gives the id that belongs into the cookie. */
  async start(userId: UserId): Promise<string> {
    const { store, now } = this.#rules;
    const id = newSessionId();
    const life = { createdAt: now(), lastSeenAt: now(), expiresAt: now() + store.ttlMs };
    await store.create(keyOfSession(id), { userId, values: new Map(), ...life });
    return id;
  }
}

const TOUCH_EVERY_MS = 60_000;
