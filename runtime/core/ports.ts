import type { Kysely } from "kysely";

import type { Database } from "./data/database.ts";

/**
 * What may be written through an adapter: everything; nothing, which the database itself sees to; or everything, and all of
 * it is taken back when the adapter closes.
 */
export type DatabaseAccess = "write" | "read" | "sandbox";

/** A database behind one driver. Implemented in `runtime/adapters/<driver>`, opened and closed by boot. */
export interface MegaDbAdapter {
  /** `sqlite` */
  readonly driver: string;
  readonly capabilities: DbCapabilities;
  readonly kysely: Kysely<Database>;
  /** Opens it; safe to call twice. */
  connect(): Promise<void>;
  /** Closes it; safe to call twice, also when it never opened. */
  close(): Promise<void>;
  /** Answers when the database does. */
  check(): Promise<HealthAnswer>;
}

export interface DbCapabilities {
  /** `INSERT … RETURNING` */
  readonly returning: boolean;
  /** Schema changes roll back with their transaction. */
  readonly transactionalDdl: boolean;
}

/** What a health check says; everything but `ok` is for people who may see details. */
export interface HealthAnswer {
  readonly ok: boolean;
  readonly [detail: string]: unknown;
}

export type HealthCheck = (signal: AbortSignal) => HealthAnswer | Promise<HealthAnswer>;

/** What of a logger the core needs; pino and Fastify's loggers are one. */
export interface Logger {
  trace: LogFn;
  debug: LogFn;
  info: LogFn;
  warn: LogFn;
  error: LogFn;
  fatal: LogFn;
}

export interface LogFn {
  (fields: unknown, message?: string): void;
  (message: string): void;
}

/** Where the time comes from, so that tests can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A query that a database has run, for whoever watches. */
export interface RanQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly ms: number;
  /** What it was refused with. */
  readonly error?: unknown;
}

/** The processes of this machine. */
export interface Processes {
  /** This one's number. */
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
}
