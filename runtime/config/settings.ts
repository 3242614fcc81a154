import type { Static, TSchema } from "typebox";

import type { AspConfig, AspSettings } from "./parts/asp.ts";
import type { CacheConfig, CachesConfig, CachesSettings } from "./parts/caches.ts";
import type { CookiesConfig, CookiesSettings } from "./parts/cookies.ts";
import type { EnvConfig, EnvSettings } from "./parts/env.ts";
import type { LocalesConfig, LocalesSettings } from "./parts/locales.ts";
import type { PluginsConfig, PluginsSettings } from "./parts/plugins.ts";
import type { OpenapiConfig, OpenapiSettings } from "./parts/openapi.ts";
import type { DatabaseConfig, ProjectConfig, ProjectSettings } from "./parts/project.ts";
import type { CompressConfig, CompressSettings } from "./parts/compress.ts";
import type { StaticConfig, StaticSettings } from "./parts/static.ts";
import type { RoutingConfig, RoutingSettings } from "./parts/routing.ts";
import type { SecretConfig, SecretSettings } from "./parts/secret.ts";
import type { SecurityConfig, SecuritySettings } from "./parts/security.ts";
import type { SessionConfig, SessionSettings } from "./parts/session.ts";
import type { ServerConfig, ServerSettings } from "./parts/server.ts";
import type { UploadsConfig, UploadsSettings } from "./parts/uploads.ts";

export type { ServerSettings };

/** `mega.config.ts`: what all apps of a project share. */
export interface GlobalConfig extends ProjectConfig, EnvConfig, SecretConfig, CachesConfig, ServerConfig {}

/** `apps/<name>/app.config.ts`: what one app has for itself. */
export interface AppConfig
  extends
    RoutingConfig,
    CompressConfig,
    StaticConfig,
    PluginsConfig,
    SecurityConfig,
    CookiesConfig,
    SessionConfig,
    AspConfig,
    LocalesConfig,
    UploadsConfig,
    OpenapiConfig {}

/** The global keys with every default filled in. */
export interface GlobalSettings extends ProjectSettings, EnvSettings, SecretSettings, CachesSettings {
  readonly server: ServerSettings;
}

/** The keys of one app with every default filled in, the global ones among them: `ctx.config`. */
export interface AppSettings
  extends
    GlobalSettings,
    RoutingSettings,
    CompressSettings,
    StaticSettings,
    PluginsSettings,
    SecuritySettings,
    CookiesSettings,
    SessionSettings,
    AspSettings {
  readonly locales: LocalesSettings;
  readonly uploads: UploadsSettings;
  readonly openapi: boolean | Partial<OpenapiSettings>;
}

/** The effective config of a project. */
export interface MegaConfig extends GlobalSettings {
  readonly apps: Readonly<Record<string, AppSettings>>;
}

/** `mega.config.ts` with the names that it makes. */
export type NamedConfig<Database extends string, Cache extends string, Env> = Omit<
  GlobalConfig,
  "databases" | "caches" | "env"
> & {
  readonly databases?: Readonly<Record<Database, DatabaseConfig>>;
  readonly caches?: Readonly<Record<Cache, CacheConfig>>;
  readonly env?: Env;
};

/** Types the default export of `mega.config.ts`. */
export function defineConfig<
  Database extends string = never,
  Cache extends string = never,
  // Declares no variable, so that it knows none.
  // oxlint-disable-next-line typescript/no-generated-empty-object-type
  Env extends Readonly<Record<string, object>> = Readonly<Record<never, object>>,
>(config: NamedConfig<Database, Cache, Env>): NamedConfig<Database, Cache, Env> {
  return config;
}

/**
 * What a project's `interface Config` is: `declare module "mega-framework" { interface Config extends ConfigOf<typeof
 * config> {} }` in mega.config.ts makes `ctx.db`, `ctx.cache` and `ctx.config.env` know their names.
 */
export interface ConfigOf<Given> {
  readonly databases: AliasesOf<Given, "databases">;
  readonly caches: AliasesOf<Given, "caches">;
  readonly env: Given extends { readonly env?: infer Env } ? EnvOf<NonNullable<Env>> : unknown;
}

type AliasesOf<Given, Key extends string> = Given extends { readonly [K in Key]?: infer Entries }
  ? keyof NonNullable<Entries> & string
  : never;

/** Optional where the schema is `Type.Optional`. */
type EnvOf<Env> = {
  readonly [Name in OptionalNames<Env>]?: ValueOf<Env[Name]>;
} & { readonly [Name in Exclude<keyof Env, OptionalNames<Env>>]: ValueOf<Env[Name]> };

type OptionalNames<Env> = { [Name in keyof Env]: Env[Name] extends { "~optional": true } ? Name : never }[keyof Env];

type ValueOf<Schema> = Schema extends TSchema ? Static<Schema> : unknown;

/** Types the default export of `apps/<name>/app.config.ts`. */
export function defineAppConfig(config: AppConfig): AppConfig {
  return config;
}
