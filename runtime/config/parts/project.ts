import { ALIAS, object, TEXT, TEXTS, type ConfigKeys } from "../key.ts";

/** What a project is and what it is built on. */
export interface ProjectConfig {
  /** Shown in logs and tools; the folder's name unless said. */
  readonly name?: string;
  /** By alias: `ctx.db.<alias>`; `main` is what services mean by `this.db`. */
  readonly databases?: Readonly<Record<string, DatabaseConfig>>;
  /** What `mega start --watch` looks at beside the project's own folders. */
  readonly watch?: Partial<WatchSettings>;
  readonly logger?: Partial<LoggerSettings>;
}

export interface DatabaseConfig {
  readonly driver: "sqlite";
  /** From the project's root; `:memory:` for one that ends with the process. */
  readonly file: string;
}

export interface WatchSettings {
  /** Folders beside the project that are watched too, from its root. */
  readonly paths: readonly string[];
  /** Globs from the root that are left out beside the defaults; with a leading `!` a default is taken in again. */
  readonly ignore: readonly string[];
  /** Endings of files that restart the app beside the usual ones: `.md`. */
  readonly extensions: readonly string[];
  /** How long it must be quiet after a save before a new version is made, in milliseconds; 0 unless said. */
  readonly debounceMs: number;
  /** How long requests of an old version may take, in milliseconds; 5000 unless said. */
  readonly graceMs: number;
  /** What a broken save shows in the browser: an error page, or the last version that worked. */
  readonly onError: "page" | "keep";
  /** Whether the process of the next version waits with the packages of the last one loaded; on unless said. */
  readonly preload: boolean;
  /** What files lead to that are to be treated in another way than usual; the first one that matches counts. */
  readonly rules: readonly WatchRule[];
}

export interface WatchRule {
  /** A glob from the project's root. */
  readonly match: string;
  /** A new process, new texts (views, messages) in the running one, nothing, or a line in the terminal. */
  readonly then: "restart" | "reload" | "ignore" | "notify";
}

export interface LoggerSettings {
  /** `info` unless said, `error` in tests. */
  readonly level: LogLevel;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

export interface ProjectSettings {
  readonly name: string;
  readonly databases: Readonly<Record<string, DatabaseConfig>>;
  readonly watch: WatchSettings;
  readonly logger: LoggerSettings;
}

/** Brackets and braces that are open to the end would stand for themselves, which nobody means. */
const GLOB: object = {
  type: "string",
  pattern: "^!?(?!(?:.*/)?\\.\\.(?:/|$))(?!.*\\[[^\\]]*$)(?!.*\\{[^}]*$)(?=.*[^/.!\\s]).*$",
  expects: "a path or glob below the project, such as notes or apps/*/public",
};

const EXTENSION: object = {
  type: "string",
  pattern: "^(?:\\.[A-Za-z0-9]+)+$",
  expects: "an ending with its dot, such as .md",
};

export const PROJECT_KEYS: ConfigKeys = {
  name: {
    scope: "global",
    summary: "the name in logs and tools",
    schema: TEXT,
    fallback: ({ folder }) => folder,
  },
  databases: {
    scope: "global",
    summary: "the databases by alias: `ctx.db.<alias>`",
    schema: {
      type: "object",
      propertyNames: ALIAS,
      additionalProperties: object({ driver: { enum: ["sqlite"] }, file: TEXT }, ["driver", "file"]),
    },
    fallback: () => ({}),
  },
  watch: {
    scope: "global",
    summary: "what `mega start --watch` looks at, and how it reloads",
    schema: object({
      paths: TEXTS,
      ignore: { type: "array", items: GLOB },
      extensions: { type: "array", items: EXTENSION },
      debounceMs: { type: "integer", minimum: 0, maximum: 10_000 },
      graceMs: { type: "integer", minimum: 0 },
      onError: { enum: ["page", "keep"] },
      preload: { type: "boolean" },
      rules: {
        type: "array",
        items: object({ match: GLOB, then: { enum: ["restart", "reload", "ignore", "notify"] } }, ["match", "then"]),
      },
    }),
    fallback: () => ({
      paths: [],
      ignore: [],
      extensions: [],
      debounceMs: 0,
      graceMs: 5000,
      onError: "page",
      preload: true,
      rules: [],
    }),
  },
  logger: {
    scope: "global",
    summary: "how much is logged",
    schema: object({ level: { enum: ["trace", "debug", "info", "warn", "error", "fatal", "silent"] } }),
    fallback: ({ mode }) => ({ level: mode === "test" ? "error" : "info" }),
  },
};
