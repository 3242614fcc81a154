import { MegaError } from "../errors/errors.ts";
import type { UserId } from "../registry.ts";
import type { Session } from "./session.ts";
import { keyOfSession, newSessionId } from "./session-id.ts";
import type { SessionStore, SessionValues, StoredSession } from "./session-store.ts";
import { decodeValue, encodeValue, mergeValues, NO_VALUES, withChanges, type ValueChanges } from "./session-values.ts";

/** A session that is there: its secret id, and what the store had. */
export interface HeldSession {
  readonly id: string;
  readonly stored: StoredSession;
}

/** What keeps sessions and says when they end. */
export interface SessionRules {
  readonly store: SessionStore;
  readonly now: () => number;
  /** A session that is used lives on for the store's `ttlMs`. */
  readonly rolling: boolean;
  /** How often it is noted that a session is used, in milliseconds. */
  readonly touchEveryMs: number;
  /** Told when that note fails: nobody was promised it. */
  readonly report: (error: unknown) => void;
}

/** What the answer does with the cookie. */
export type CookieChange =
  | { readonly kind: "keep" }
  | { readonly kind: "clear" }
  | { readonly kind: "write"; readonly id: string; readonly maxAgeMs: number };

/** The session of one request. What it does runs one after the other, in the order of the calls (ADR-17). */
export class RequestSession implements Session {
  readonly #rules: SessionRules;
  /** With the values as the request sees them: what it has read, and its own changes. */
  #held: HeldSession | null;
  /** JSON texts; null deletes. */
  readonly #unsaved: Map<string, string | null> = new Map();
  /** Keys whose stored value the handler has looked at. */
  readonly #seen: Set<string> = new Set();
  #cookie: CookieChange["kind"] = "keep";
  #isOver = false;
  #running = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(rules: SessionRules, held: HeldSession | null) {
    this.#rules = rules;
    this.#held = held;
  }

  get id(): string | null {
    return this.#held === null ? null : keyOfSession(this.#held.id);
  }

  get userId(): UserId | null {
    return this.#held?.stored.userId ?? null;
  }

  get(key: string): never {
    const unsaved = this.#unsaved.get(key);
    if (unsaved === undefined) this.#seen.add(key);
    // What is kept under a key has the type that the project has declared.
    return decodeValue(unsaved === undefined ? this.#text(key) : unsaved) as never;
  }

  set(key: string, value: unknown): void {
    this.#refuseLate("set");
    this.#unsaved.set(key, encodeValue(key, value));
  }

  delete(key: string): void {
    this.#refuseLate("delete");
    this.#unsaved.set(key, null);
  }

  update(key: string, change: (value: never) => unknown): Promise<never> {
    return this.#next("update", async () => {
      await this.#flush();
      const changes = await this.#write((values) => {
        const value = change(decodeValue(values.get(key) ?? null) as never);
        return new Map([[key, { value: value === undefined ? null : encodeValue(key, value) }]]);
      });
      this.#seen.add(key);
      return decodeValue(changes.get(key)?.value ?? null) as never;
    });
  }

  regenerate({ userId }: { readonly userId?: UserId | null } = {}): Promise<void> {
    return this.#next("regenerate", async () => {
      if (this.#held === null && (userId ?? null) === null) return this.#flush();
      const changes = this.#changes();
      const id = newSessionId();
      const held = this.#held;
      const stored = held && (await this.#move(held, id, { userId, changes }));
      if (held !== null && stored !== null) this.#hold(held, { id, stored }, changes);
      else if (userId !== undefined) await this.#startOver(id, userId);
      else throw new MegaError("session_gone", {});
      this.#saved(changes);
      this.#cookie = "write";
    });
  }

  destroy(): Promise<void> {
    return this.#next("destroy", async () => {
      if (this.#held !== null) await this.#rules.store.destroy(keyOfSession(this.#held.id));
      this.#held = null;
      this.#unsaved.clear();
      this.#seen.clear();
      this.#cookie = "clear";
    });
  }

  save(): Promise<void> {
    return this.#next("save", () => this.#flush());
  }

  /** Whether the browser gets another cookie, as far as it is known before `finish`; or none any more. */
  get isReplaced(): boolean {
    return this.#cookie !== "keep";
  }

  /** Whether the answer has to wait for `finish`. */
  get hasWork(): boolean {
    if (this.#isOver) return false;
    return (
      this.#unsaved.size > 0 ||
      this.#running > 0 ||
      this.#cookie !== "keep" ||
      (this.#held !== null && this.#isUnnoted(this.#held.stored))
    );
  }

  /** Saves what is not saved yet, and lets nothing be changed from then on. */
  finish(): Promise<CookieChange> {
    const done = this.#next("finish", async () => {
      await this.#flush();
      await this.#note();
      return this.#cookieChange();
    });
    this.end();
    return done;
  }

  /** Lets nothing be changed from then on. */
  end(): void {
    this.#isOver = true;
  }

  async #flush(): Promise<void> {
    const changes = this.#changes();
    if (changes.size === 0) return;
    await this.#write(() => changes);
    this.#saved(changes);
  }

  /** Says what is to be saved: a value that the handler has seen must still be the one that is stored. */
  #changes(): ValueChanges {
    const entries = [...this.#unsaved].map(([key, value]) => {
      return [key, { value, expected: this.#seen.has(key) ? this.#text(key) : undefined }] as const;
    });
    return new Map(entries);
  }

  #saved(changes: ValueChanges): void {
    // It may have been set again meanwhile.
    for (const [key, { value }] of changes) if (this.#unsaved.get(key) === value) this.#unsaved.delete(key);
  }

  async #write(changesOf: (values: SessionValues) => ValueChanges): Promise<ValueChanges> {
    let changes: ValueChanges = new Map();
    const merge = (values: SessionValues): SessionValues => {
      changes = changesOf(values);
      return mergeValues(values, changes);
    };
    const held = this.#held;
    if (held === null) {
      const values = merge(NO_VALUES);
      if (values.size > 0) await this.#begin(newSessionId(), { userId: null, values });
      return changes;
    }
    const key = keyOfSession(held.id);
    const stored = await this.#rules.store.update(key, (current) => {
      return { ...this.#noted(current), values: merge(current.values) };
    });
    if (stored === null) throw new MegaError("session_gone", {});
    this.#hold(held, { id: held.id, stored }, changes);
    return changes;
  }

  async #move(
    held: HeldSession,
    id: string,
    { userId, changes }: { readonly userId: UserId | null | undefined; readonly changes: ValueChanges },
  ): Promise<StoredSession | null> {
    const change = (current: StoredSession): StoredSession => ({
      userId: userId === undefined ? current.userId : userId,
      values: mergeValues(current.values, changes),
      ...this.#newLife(),
    });
    return await this.#rules.store.update(keyOfSession(held.id), change, keyOfSession(id));
  }

  /** Who signs in needs nothing of a session that is not there, or has ended meanwhile. */
  async #startOver(id: string, userId: UserId | null): Promise<void> {
    this.#held = null;
    await this.#begin(id, { userId, values: mergeValues(NO_VALUES, this.#changes()) });
  }

  async #begin(id: string, parts: Pick<StoredSession, "userId" | "values">): Promise<void> {
    const stored = { ...parts, ...this.#newLife() };
    await this.#rules.store.create(keyOfSession(id), stored);
    this.#held = { id, stored };
    this.#cookie = "write";
  }

  /** What others have changed stays out of the sight of this request. */
  #hold(before: HeldSession, { id, stored }: HeldSession, changes: ValueChanges): void {
    const values = withChanges(before.stored.values, changes);
    // Another request may be the one that has made it last longer.
    if (stored.expiresAt !== before.stored.expiresAt) this.#cookie = "write";
    this.#held = { id, stored: { ...stored, values } };
  }

  #text(key: string): string | null {
    return this.#held?.stored.values.get(key) ?? null;
  }

  #newLife(): Pick<StoredSession, "createdAt" | "lastSeenAt" | "expiresAt"> {
    const now = this.#rules.now();
    return { createdAt: now, lastSeenAt: now, expiresAt: now + this.#rules.store.ttlMs };
  }

  /** Notes that the session is used. */
  async #note(): Promise<void> {
    const held = this.#held;
    if (held === null || !this.#isUnnoted(held.stored)) return;
    try {
      const stored = await this.#rules.store.update(keyOfSession(held.id), (current) => this.#noted(current));
      if (stored !== null) this.#hold(held, { id: held.id, stored }, NO_CHANGES);
    } catch (error) {
      this.#rules.report(error);
    }
  }

  #noted(current: StoredSession): StoredSession {
    if (!this.#isUnnoted(current)) return current;
    const now = this.#rules.now();
    const { rolling, store } = this.#rules;
    return { ...current, lastSeenAt: now, expiresAt: rolling ? now + store.ttlMs : current.expiresAt };
  }

  #isUnnoted({ lastSeenAt }: StoredSession): boolean {
    // A clock that was set back is noted too.
    return Math.abs(this.#rules.now() - lastSeenAt) >= this.#rules.touchEveryMs;
  }

  #cookieChange(): CookieChange {
    const held = this.#held;
    if (this.#cookie !== "write" || held === null) return { kind: this.#cookie === "clear" ? "clear" : "keep" };
    return { kind: "write", id: held.id, maxAgeMs: held.stored.expiresAt - this.#rules.now() };
  }

  /** One thing at a time, so that what a handler does not wait for cannot overtake itself. */
  #next<T>(what: string, run: () => Promise<T>): Promise<T> {
    this.#refuseLate(what);
    this.#running += 1;
    const done = this.#last.then(run).finally(() => (this.#running -= 1));
    this.#last = done.catch(() => {});
    return done;
  }

  #refuseLate(what: string): void {
    if (this.#isOver) throw new MegaError("session_closed", { what });
  }
}

const NO_CHANGES: ValueChanges = new Map();
