import { object, type ConfigKeys, type Scope } from "./key.ts";
import { ASP_KEYS } from "./parts/asp.ts";
import { CACHES_KEYS } from "./parts/caches.ts";
import { COMPRESS_KEYS } from "./parts/compress.ts";
import { STATIC_KEYS } from "./parts/static.ts";
import { COOKIES_KEYS } from "./parts/cookies.ts";
import { ENV_KEYS } from "./parts/env.ts";
import { LOCALES_KEYS } from "./parts/locales.ts";
import { PLUGINS_KEYS } from "./parts/plugins.ts";
import { OPENAPI_KEYS } from "./parts/openapi.ts";
import { PROJECT_KEYS } from "./parts/project.ts";
import { ROUTING_KEYS } from "./parts/routing.ts";
import { SECRET_KEYS } from "./parts/secret.ts";
import { SECURITY_KEYS } from "./parts/security.ts";
import { SESSION_KEYS } from "./parts/session.ts";
import { SERVER_KEYS } from "./parts/server.ts";
import { UPLOADS_KEYS } from "./parts/uploads.ts";

/** Every key of the config files: the one table for validation, scopes, defaults and documents. */
export const CONFIG_KEYS: ConfigKeys = {
  ...PROJECT_KEYS,
  ...ENV_KEYS,
  ...SECRET_KEYS,
  ...CACHES_KEYS,
  ...SERVER_KEYS,
  ...ROUTING_KEYS,
  ...COMPRESS_KEYS,
  ...STATIC_KEYS,
  ...PLUGINS_KEYS,
  ...SECURITY_KEYS,
  ...COOKIES_KEYS,
  ...ASP_KEYS,
  ...SESSION_KEYS,
  ...LOCALES_KEYS,
  ...UPLOADS_KEYS,
  ...OPENAPI_KEYS,
};

/** Keys that belong to mega.config.ts alone. */
export const GLOBAL_ONLY_KEYS: readonly string[] = keysOf("global");

/** Keys that belong to an app.config.ts alone. */
export const APP_ONLY_KEYS: readonly string[] = keysOf("app");

/** The schema of a whole config file. */
export function scopeSchema(scope: Scope): object {
  return object(Object.fromEntries(keysOf(scope).map((name) => [name, CONFIG_KEYS[name]?.schema ?? {}])));
}

export function keysOf(scope: Scope): readonly string[] {
  return Object.keys(CONFIG_KEYS).filter((name) => CONFIG_KEYS[name]?.scope === scope);
}
