import type { Kysely } from "kysely";

import type { Cache } from "../data/cache.ts";
import type { Database } from "../data/database.ts";
import type { Language, Translate } from "../i18n/i18n.ts";
import type { Clock, Logger } from "../ports.ts";
import type { Aliases, CurrentUser, EnvValues, Services } from "../registry.ts";
import type { AppSessions } from "../session/app-sessions.ts";
import type { Session } from "../session/session.ts";
import type { ServicesFactory } from "../services/services.ts";

/** `ctx.db`: the databases of mega.config.ts by alias. */
export type Databases =
  string extends Aliases<"databases"> ? AnyDatabases : { readonly [Alias in Aliases<"databases">]: Kysely<Database> };

/** Of a project that does not declare its config. */
export interface AnyDatabases {
  readonly main: Kysely<Database>;
  readonly [alias: string]: Kysely<Database>;
}

/** `ctx.cache`: the caches of mega.config.ts by alias. */
export type Caches = { readonly [Alias in Aliases<"caches">]: Cache };

/** What of a request a ctx needs; Fastify's request is one. */
export interface RequestPort {
  readonly id: string;
  readonly log: Logger;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** What of a reply a ctx and a pipeline need; Fastify's reply is one. */
export interface ReplyPort {
  /** The answer was sent, or somebody else sends it. */
  readonly sent: boolean;
  readonly statusCode: number;
  code(status: number): unknown;
  send(payload?: unknown): unknown;
}

/** What an app gives to each of its ctx. */
export interface CtxApp {
  readonly config: CtxConfig;
  readonly clock: Clock;
  readonly db: Databases;
  readonly cache: Caches;
  readonly services: ServicesFactory;
  /** The signal that ends with a request. A method, so that an app may ask for requests and replies of its own kind. */
  signalOf(req: RequestPort, reply: ReplyPort): AbortSignal;
  /** Left out, or throws, without `session` in the config. */
  readonly sessions?: AppSessions;
  /** The language of the answer to a request. */
  localeOf(req: RequestPort, reply: ReplyPort): string;
  /** The language of that name, or the nearest that the app has. */
  languageIn(locale: string): Language;
}

/** What of the config everything of a project may read; `ctx.config` of a request has all of it. */
export interface CtxConfig {
  /** The variables that mega.config.ts declares. */
  readonly env: EnvValues;
}

/** What services see of a ctx, whatever it was made for: a request, a job, a test. */
export interface ServiceCtx {
  readonly id: string;
  readonly log: Logger;
  readonly db: Databases;
  readonly cache: Caches;
  readonly services: Services;
  readonly t: Translate;
  readonly locale: string;
  /** What the project takes for the time: `ctx.clock.now()` is in milliseconds since 1970, and a test moves it. */
  readonly clock: Clock;
  readonly config: CtxConfig;
  /** Throws `session_off` without `session` in the app's config. */
  readonly session: Session;
  user: CurrentUser;
}

export interface OkOptions {
  /** 200 unless said, or what `reply.code()` has set. */
  readonly status?: number;
  readonly meta?: Readonly<Record<string, unknown>>;
}

export interface FailOptions {
  /** 400 unless said. */
  readonly status?: number;
  readonly details?: readonly unknown[];
}
