import { integer, object, type ConfigKeys } from "../key.ts";

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

export type CachesSettings = Required<CachesConfig>;

export const CACHES_KEYS: ConfigKeys = {
  caches: {
    scope: "global",
    summary: "the caches by alias: `ctx.cache.<alias>`",
    schema: {
      type: "object",
      propertyNames: { pattern: "^[a-z][A-Za-z0-9]*$" },
      additionalProperties: object({ driver: { enum: ["memory"] }, maxEntries: integer(1) }, ["driver"]),
    },
    fallback: () => ({}),
  },
};
