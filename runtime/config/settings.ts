/** `mega.config.ts`: what all apps of a project share. */
export interface GlobalConfig {
  /** Shown in logs and tools; the folder's name unless said. */
  readonly name?: string;
  readonly server?: {
    /** `127.0.0.1` unless said; `HOST` of the environment wins. */
    readonly host?: string;
    /** 3000 unless said, 0 for any free one; `PORT` of the environment wins. */
    readonly port?: number;
  };
  /** By alias: `ctx.db.<alias>`; `main` is what services mean by `this.db`. */
  readonly databases?: Readonly<Record<string, DatabaseConfig>>;
  /** What `mega start --watch` looks at beside the project's own folders. */
  readonly watch?: {
    readonly paths?: readonly string[];
    readonly ignore?: readonly string[];
    /** How long requests of an old version may take, in milliseconds; 5000 unless said. */
    readonly graceMs?: number;
    /** What a broken save shows in the browser: an error page, or the last version that worked. */
    readonly onError?: "page" | "keep";
  };
  readonly logger?: {
    /** `info` unless said, `error` in tests. */
    readonly level?: LogLevel;
  };
}

export interface DatabaseConfig {
  readonly driver: "sqlite";
  /** From the project's root; `:memory:` for one that ends with the process. */
  readonly file: string;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** `apps/<name>/app.config.ts`: what one app has for itself. */
export interface AppConfig {
  /** In front of every route of the app: `/shop`. */
  readonly prefix?: string;
  /** The largest request body in bytes; 1 MiB unless said. */
  readonly bodyLimit?: number;
  /** False turns the protection of forms off. */
  readonly csrf?: false | Readonly<Record<string, never>>;
  readonly locales?: {
    /** The language of `ctx.t`; `en` unless said. */
    readonly default?: string;
  };
}

/** The global keys with every default filled in. */
export interface GlobalSettings {
  readonly name: string;
  readonly server: { readonly host: string; readonly port: number };
  readonly databases: Readonly<Record<string, DatabaseConfig>>;
  readonly watch: {
    readonly paths: readonly string[];
    readonly ignore: readonly string[];
    readonly graceMs: number;
    readonly onError: "page" | "keep";
  };
  readonly logger: { readonly level: LogLevel };
}

/** The keys of one app with every default filled in, the global ones among them: `ctx.config`. */
export interface AppSettings extends GlobalSettings {
  readonly prefix: string;
  readonly bodyLimit: number;
  readonly csrf: false | Readonly<Record<string, never>>;
  readonly locales: { readonly default: string };
}

/** The effective config of a project. */
export interface MegaConfig extends GlobalSettings {
  readonly apps: Readonly<Record<string, AppSettings>>;
}

/** How the project runs. */
export type Mode = "development" | "production" | "test";

/** Types the default export of `mega.config.ts`. */
export function defineConfig(config: GlobalConfig): GlobalConfig {
  return config;
}

/** Types the default export of `apps/<name>/app.config.ts`. */
export function defineAppConfig(config: AppConfig): AppConfig {
  return config;
}
