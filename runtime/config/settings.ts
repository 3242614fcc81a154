import type { AspConfig, AspSettings } from "./parts/asp.ts";
import type { CachesConfig, CachesSettings } from "./parts/caches.ts";
import type { CookiesConfig, CookiesSettings } from "./parts/cookies.ts";
import type { EnvConfig, EnvSettings } from "./parts/env.ts";
import type { LocalesConfig, LocalesSettings } from "./parts/locales.ts";
import type { PluginsConfig, PluginsSettings } from "./parts/plugins.ts";
import type { OpenapiConfig, OpenapiSettings } from "./parts/openapi.ts";
import type { ProjectConfig, ProjectSettings } from "./parts/project.ts";
import type { RoutingConfig, RoutingSettings } from "./parts/routing.ts";
import type { SecretConfig, SecretSettings } from "./parts/secret.ts";
import type { SecurityConfig, SecuritySettings } from "./parts/security.ts";
import type { SessionConfig } from "./parts/session.ts";
import type { ServerConfig, ServerSettings } from "./parts/server.ts";
import type { UploadsConfig, UploadsSettings } from "./parts/uploads.ts";

export type { ServerSettings };

/** `mega.config.ts`: what all apps of a project share. */
export interface GlobalConfig extends ProjectConfig, EnvConfig, SecretConfig, CachesConfig, ServerConfig {}

/** `apps/<name>/app.config.ts`: what one app has for itself. */
export interface AppConfig
  extends
    RoutingConfig,
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
    PluginsSettings,
    SecuritySettings,
    CookiesSettings,
    SessionConfig,
    AspSettings {
  readonly locales: LocalesSettings;
  readonly uploads: UploadsSettings;
  readonly openapi: boolean | Partial<OpenapiSettings>;
}

/** The effective config of a project. */
export interface MegaConfig extends GlobalSettings {
  readonly apps: Readonly<Record<string, AppSettings>>;
}

/** Types the default export of `mega.config.ts`. */
export function defineConfig(config: GlobalConfig): GlobalConfig {
  return config;
}

/** Types the default export of `apps/<name>/app.config.ts`. */
export function defineAppConfig(config: AppConfig): AppConfig {
  return config;
}
