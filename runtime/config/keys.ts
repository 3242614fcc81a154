/** Where a key lives. */
export type Scope = "global" | "app";

export interface ConfigKey {
  readonly scope: Scope;
  /** JSON Schema of its value. */
  readonly schema: object;
}

/** Every key of the config files: the one table for validation, scopes and documents. */
export const CONFIG_KEYS: Readonly<Record<string, ConfigKey>> = {
  name: { scope: "global", schema: { type: "string", minLength: 1 } },
  server: { scope: "global", schema: object({ host: { type: "string", minLength: 1 }, port: port() }) },
  databases: {
    scope: "global",
    schema: {
      type: "object",
      propertyNames: { pattern: "^[a-z][A-Za-z0-9]*$" },
      additionalProperties: object({ driver: { enum: ["sqlite"] }, file: { type: "string", minLength: 1 } }, [
        "driver",
        "file",
      ]),
    },
  },
  watch: {
    scope: "global",
    schema: object({
      paths: strings(),
      ignore: strings(),
      graceMs: { type: "integer", minimum: 0 },
      onError: { enum: ["page", "keep"] },
    }),
  },
  logger: {
    scope: "global",
    schema: object({ level: { enum: ["trace", "debug", "info", "warn", "error", "fatal", "silent"] } }),
  },
  prefix: { scope: "app", schema: { type: "string", pattern: "^(/[^/]+)*$" } },
  bodyLimit: { scope: "app", schema: { type: "integer", minimum: 1 } },
  csrf: { scope: "app", schema: { anyOf: [{ const: false }, object({})] } },
  locales: { scope: "app", schema: object({ default: { type: "string", minLength: 2 } }) },
};

/** Keys that belong to mega.config.ts alone. */
export const GLOBAL_ONLY_KEYS: readonly string[] = keysOf("global");

/** Keys that belong to an app.config.ts alone. */
export const APP_ONLY_KEYS: readonly string[] = keysOf("app");

/** The schema of a whole config file. */
export function scopeSchema(scope: Scope): object {
  const keys = Object.entries(CONFIG_KEYS).filter(([, key]) => key.scope === scope);
  return object(Object.fromEntries(keys.map(([name, { schema }]) => [name, schema])));
}

function keysOf(scope: Scope): readonly string[] {
  return Object.keys(CONFIG_KEYS).filter((name) => CONFIG_KEYS[name]?.scope === scope);
}

function object(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: "object", properties, required, additionalProperties: false };
}

function port(): object {
  return { type: "integer", minimum: 0, maximum: 65_535 };
}

function strings(): object {
  return { type: "array", items: { type: "string", minLength: 1 } };
}
