/**
 * The typed messages between the command line (parent) and a runtime process (child), over Node's IPC channel.
 * Types only: this is the one module of the runtime that `src` may import, and it imports nothing but types itself.
 * Every message carries the protocol version `v` and the generation it speaks for.
 */

import type { DatabaseAccess } from "../core/ports.ts";
import type { ConfigExplanation, ConfigOrigin, ConfigStep, ConfigValue } from "../config/provenance.ts";
import type { SourcePlace } from "../core/stack-place.ts";
import type { AppTexts } from "../manifest.ts";
import type { Observed, ObservedError, ObservedRequest, Replay, Subject, Subjects } from "./inspect/observed.ts";

import type { ConsoleAnswer, ConsoleOptions, ConsoleQuestion } from "./console-messages.ts";

export type * from "./console-messages.ts";
export type { DatabaseAccess, AppTexts, ConfigExplanation, ConfigOrigin, ConfigStep, ConfigValue, SourcePlace };
export type { Observed, ObservedError, ObservedRequest, Replay, Subject, Subjects };

export interface MessageHead {
  readonly v: 1;
  /** The version of the running app, counted from 1 by the parent. */
  readonly generation: number;
}

/** Where the child listens: a TCP address, or a Unix socket behind the front. */
export type Listen =
  | { readonly kind: "tcp"; readonly host?: string | undefined; readonly port?: number | undefined }
  | { readonly kind: "socket"; readonly path: string };

/** The files of a project that was compiled. */
export interface ProjectSources {
  /** Absolute path of the project's root. */
  readonly root: string;
  /** Every file that it was compiled from, from the root, with `/`. */
  readonly files: readonly string[];
}

/** What the child loads: the compiled manifest module and the project it came from. */
export interface CompiledProject extends ProjectSources {
  /** Absolute path of the compiled manifest module. */
  readonly entry: string;
  /** Absolute path of a module beside it that imports for the project what is not its own (`ProjectImports`). */
  readonly imports: string;
  /** Its modules, by path from the folder of the build, with `/`. */
  readonly modules: ModuleSignatures;
}

/** Module → what tells its state from another: time in milliseconds, size and inode, joined by `:`. */
export type ModuleSignatures = Readonly<Record<string, string>>;

export type ToChild = MessageHead &
  /** It will wait for its project: it passes the time with what makes that start faster; answered by `prepared`. */
  (
    | {
        readonly kind: "prepare";
        readonly root: string;
        /** `imports` of the project's last build; null for none. */
        readonly imports: string | null;
        /** Path of a Unix socket of its own, for a while. */
        readonly socket: string;
        /** Names of schemas that its project is likely to need. */
        readonly schemas: readonly string[];
      }
    | {
        readonly kind: "load";
        readonly project: CompiledProject;
        readonly listen: Listen;
        readonly migrate: boolean;
        /** `--port` and `--host` as typed: the uppermost layer of the config. */
        readonly flags: Partial<ServerSettings>;
        /** Serves this app alone, for every host. */
        readonly app?: string | undefined;
        /** It tells what it does (`observed`), and answers `inspect`. Nothing is paid for it unless said. */
        readonly observe?: boolean;
      }
    | { readonly kind: "run"; readonly project: CompiledProject; readonly task: TaskName; readonly args: TaskArgs }
    /** Exchanges the texts of the running apps, by name; answered by `reloaded`. */
    | { readonly kind: "reload"; readonly texts: Readonly<Record<string, AppTexts>> }
    /** Answered by an event `inspected`. */
    | { readonly kind: "inspect"; readonly subject: Subject }
    | { readonly kind: "stop"; readonly graceMs: number }
  );

/** What the process of a console is told. */
export type ToConsole = MessageHead &
  (
    | { readonly kind: "console"; readonly project: CompiledProject; readonly options: ConsoleOptions }
    | { readonly kind: "answer"; readonly id: number; readonly answer: ConsoleAnswer }
    | { readonly kind: "stop"; readonly graceMs: number }
  );

export type FromChild = MessageHead &
  (
    | {
        readonly kind: "ready";
        readonly address: Address;
        readonly server: ServerSettings;
        readonly watch: WatchSettings;
      }
    /** It has done what `prepare` asked for, or its project has come before that. */
    | { readonly kind: "prepared" }
    /** With a failure the texts are those of before; the process goes on. */
    | { readonly kind: "reloaded"; readonly failure: Failure | null }
    | { readonly kind: "failed"; readonly error: Failure }
    | { readonly kind: "result"; readonly data: unknown }
    /** The console has booted its project; its `result` comes when it ends. */
    | { readonly kind: "opened" }
    /** Of a console; answered by `answer` with the same number. */
    | { readonly kind: "question"; readonly id: number; readonly question: ConsoleQuestion }
    | { readonly kind: "event"; readonly event: RuntimeEvent }
  );

/** Where the app really listens. `url` is what a browser on this machine opens. */
export interface Address {
  readonly url: string;
  readonly port: number | null;
}

/** Where the project wants to be reached: its config with variables and flags laid over it. The front listens there. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
}

/** The `watch` key of mega.config.ts with its defaults filled in. Times in milliseconds. */
export interface WatchSettings {
  readonly paths: readonly string[];
  readonly ignore: readonly string[];
  readonly extensions: readonly string[];
  readonly debounceMs: number;
  readonly graceMs: number;
  readonly onError: "page" | "keep";
  readonly preload: boolean;
  readonly rules: readonly { readonly match: string; readonly then: Reaction }[];
}

/** What a save leads to: a new process, new texts in the one that runs, nothing, or a line in the terminal. */
export type Reaction = "restart" | "reload" | "ignore" | "notify";

/** An error as it crosses the process border: what a `MegaError` holds, a build that failed, or the stack of a bug. */
export interface Failure {
  /** A code of an error table; `app_threw` for an error of the project's own code, `unexpected` for a bug of the framework. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: readonly unknown[] | undefined;
  /** The line of the project it comes from, when there is one. */
  readonly at?: SourcePlace | undefined;
  /** Source-mapped; only for errors the runtime did not expect. */
  readonly stack?: string | undefined;
}

/** What a running app tells its parent. */
export type RuntimeEvent =
  | { readonly kind: "migrated"; readonly migrations: readonly string[] }
  | { readonly kind: "seeded"; readonly seed: string }
  | {
      readonly kind: "observed";
      readonly observed: readonly Observed[];
      /** How many were lost since the last message, because more came than can be sent. */
      readonly dropped: number;
    }
  | {
      readonly kind: "inspected";
      readonly subject: Subject;
      /** Null with a problem that kept the app from saying it. */
      readonly data: Subjects[Subject] | null;
      readonly problem?: string;
    }
  /** `schemas`: names of what its requests needed (`CompiledSchemas.asked`). */
  | { readonly kind: "drained"; readonly schemas: readonly string[] };

/** One-shot work on a loaded project. */
export type TaskName =
  | "routes"
  | "routes.find"
  | "info"
  | "openapi"
  | "config"
  | "config.explain"
  | "db.migrate"
  | "db.rollback"
  | "db.status"
  | "db.seed";
export type TaskArgs = Readonly<Record<string, string | number | boolean | undefined>>;

/** What each task answers with. */
export interface TaskResults {
  /** Arguments `places`: with the place of each stage; `all`: also those that no file of the project has. */
  readonly routes: readonly RouteInfo[];
  /** Arguments `path` and perhaps `method`. */
  readonly "routes.find": FoundRoutes;
  readonly info: {
    readonly name: string;
    readonly apps: readonly string[];
    readonly databases: Readonly<Record<string, string>>;
  };
  readonly openapi: { readonly app: string; readonly document: object };
  readonly config: { readonly values: readonly ConfigValue[] };
  readonly "config.explain": {
    /** Whether there is such a key. */
    readonly isKey: boolean;
    /** The key that was probably meant. */
    readonly near: string | null;
    /** What is said of it, or of the keys below it, in each app. */
    readonly explanations: readonly ConfigExplanation[];
  };
  readonly "db.migrate": { readonly database: string; readonly applied: readonly string[] };
  readonly "db.rollback": { readonly database: string; readonly reverted: readonly string[] };
  readonly "db.status": { readonly database: string; readonly migrations: readonly MigrationStatus[] };
  readonly "db.seed": { readonly database: string; readonly seeds: readonly string[] };
}

export interface RouteInfo {
  readonly app: string;
  readonly method: string;
  readonly path: string;
  /** Who serves it: a file of the project, a plugin of the app's config, or the framework. */
  readonly from: "project" | "plugin" | "mega";
  /** The route file from the project's root; null when it is not the project's. */
  readonly file: string | null;
  readonly summary?: string;
  /** Everything a request passes, in order. */
  readonly stages: readonly RouteStage[];
  readonly limits: RouteLimits;
  /** Part of the request (`params`, `query`, `body`, `headers`) or `response`, or `response 201` → its schema in a line. */
  readonly schemas: Readonly<Record<string, string>>;
}

export interface RouteLimits {
  readonly bodyBytes: number;
  /** Null: none. */
  readonly timeoutMs: number | null;
}

export interface FoundRoutes {
  readonly matches: readonly RouteMatch[];
  /** `GET /api/posts/:id`: what is near when nothing matches. */
  readonly near: readonly string[];
}

/** A route that answers a request, with the texts that stand for its parameters. */
export interface RouteMatch extends RouteInfo {
  readonly params: Readonly<Record<string, string>>;
}

export interface RouteStage {
  /** `onRequest`, `validation`, `before`, `handler`, `transform`, `envelope`, `after`, … */
  readonly stage: string;
  /** The function's name, or what the framework does there. */
  readonly name: string;
  /** Where the project wrote it; the framework's own stages have none. */
  readonly at?: SourcePlace;
}

export interface MigrationStatus {
  readonly name: string;
  /** ISO time, or null when it is pending. */
  readonly appliedAt: string | null;
}
