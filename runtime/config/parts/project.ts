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
  readonly paths: readonly string[];
  readonly ignore: readonly string[];
  /** How long requests of an old version may take, in milliseconds; 5000 unless said. */
  readonly graceMs: number;
  /** What a broken save shows in the browser: an error page, or the last version that worked. */
  readonly onError: "page" | "keep";
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
      ignore: TEXTS,
      graceMs: { type: "integer", minimum: 0 },
      onError: { enum: ["page", "keep"] },
    }),
    fallback: () => ({ paths: [], ignore: [], graceMs: 5000, onError: "page" }),
  },
  logger: {
    scope: "global",
    summary: "how much is logged",
    schema: object({ level: { enum: ["trace", "debug", "info", "warn", "error", "fatal", "silent"] } }),
    fallback: ({ mode }) => ({ level: mode === "test" ? "error" : "info" }),
  },
};
