import { ALIAS, byDriver, integer, type ConfigKeys } from "../key.ts";

/** The caches of a project. */
export interface CachesConfig {
  /** By alias: `ctx.cache.<alias>`. */
  readonly caches?: Readonly<Record<string, CacheConfig>>;
}

export interface CacheConfig {
  readonly driver: "memory";
  /** What was used longest ago makes room; 10,000 unless said. */
  readonly maxEntries?: number;
}

export interface CachesSettings {
  readonly caches: Readonly<Record<string, Required<CacheConfig>>>;
}

export const CACHES_KEYS: ConfigKeys = {
  caches: {
    scope: "global",
    summary: "the caches by alias: `ctx.cache.<alias>`",
    schema: {
      type: "object",
      propertyNames: ALIAS,
      additionalProperties: byDriver({ memory: { maxEntries: { ...integer(1), default: 10_000 } } }),
    },
    fallback: () => ({}),
  },
};
