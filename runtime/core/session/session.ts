import type { SessionData, UserId } from "../registry.ts";

/**
 * `ctx.session`: what the server remembers of a visitor, by a cookie that holds nothing but a random id. A request sees the
 * session as it was when the request began, with its own changes. They are saved before the answer leaves, whatever the
 * answer is; when they cannot be saved, the answer is a failure that says so. A session begins with the first value that
 * is set.
 */
export interface Session {
  /** What `app.sessions` calls it, never what is in the cookie; null while there is no session. */
  readonly id: string | null;
  /** Who is signed in; `regenerate` sets it. */
  readonly userId: UserId | null;
  /** A value of its own each time: changing it changes no session. */
  get<Key extends SessionDataKey>(key: Key): SessionData[Key] | undefined;
  /**
   * Keeps a value as JSON. When this request has read the key and another one has changed it since, saving fails with
   * 409 `session_conflict`; a key that was not read is simply replaced.
   * @throws MegaError `session_value_invalid`, `session_closed`
   */
  set<Key extends SessionDataKey>(key: Key, value: SessionData[Key]): void;
  delete(key: SessionDataKey): void;
  /**
   * Changes one key from the value it has at that moment, and saves it at once, with what was set before: for counters
   * and lists that several requests change together. `change` may run again; undefined deletes the key.
   * @returns the saved value
   */
  update<Key extends SessionDataKey>(
    key: Key,
    change: (value: SessionData[Key] | undefined) => SessionData[Key] | undefined,
  ): Promise<SessionData[Key] | undefined>;
  /**
   * Goes on under a new id, with the same data; the old id is worth nothing from then on. To be called whenever somebody
   * signs in (`{ userId }`) or out (`{ userId: null }`) or may do more than before.
   */
  regenerate(options?: { readonly userId?: UserId | null }): Promise<void>;
  /** Ends the session and takes the cookie away. */
  destroy(): Promise<void>;
  /** Saves now; it happens by itself before the answer leaves. For answers that are written past the framework. */
  save(): Promise<void>;
}

export type SessionDataKey = Extract<keyof SessionData, string>;

/** A session as `app.sessions` lists it. */
export interface SessionInfo {
  /** For `revoke`, and to compare with `ctx.session.id`. */
  readonly id: string;
  readonly userId: UserId | null;
  readonly createdAt: Date;
  /** Up to a minute behind. */
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}
