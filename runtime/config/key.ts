/** Where a key lives: mega.config.ts, or the app.config.ts of one app. */
export type Scope = "global" | "app";

/** One key of a config file: everything that validation, layering and documents say of it. */
export interface ConfigKey {
  readonly scope: Scope;
  /**
   * JSON Schema of its value. Three words more: `secret: true` (see `secret`), `aliasOf: "caches"` (see `aliasOf`) and
   * `expects`, which ends the sentence that begins with "must be". The `default` of a property holds where the object it belongs to is
   * given.
   */
  readonly schema: object;
  /** What it is for, in a line of the reference page. */
  readonly summary?: string;
  /** Variables that set a property of it without any `env()`: `{ port: "PORT" }`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Its value when no file says anything; undefined for a key that is then left out. */
  readonly fallback?: (surroundings: Surroundings) => unknown;
  /** Without a value the project does not start in this mode. */
  readonly requiredIn?: Mode;
  /**
   * True: a value that is given replaces the default as a whole. Otherwise an object is laid over the default, property
   * by property, at every depth.
   */
  readonly isWhole?: true;
}

export type ConfigKeys = Readonly<Record<string, ConfigKey>>;

/** What defaults may depend on. */
export interface Surroundings {
  /** The name of the project's folder. */
  readonly folder: string;
  readonly mode: Mode;
  /** The secret of the run that this process is one generation of, in development; see DEVELOPMENT_SECRET. */
  readonly developmentSecret?: string | undefined;
}

/**
 * The variable in which the command line hands one random secret to every process of a run, so that what one generation
 * signed the next one believes. Read in development only, and only where no `secret` is configured.
 */
export const DEVELOPMENT_SECRET = "MEGA_DEVELOPMENT_SECRET";

/** How the project runs. */
export type Mode = "development" | "production" | "test";

/** The schema of an object that knows these properties alone. */
export function object(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: "object", properties, required, additionalProperties: false };
}

/** The schema of an object whose `driver` says which other properties it has. */
export function byDriver(drivers: Readonly<Record<string, Readonly<Record<string, object>>>>): object {
  const branches = Object.entries(drivers).map(([driver, options]) =>
    object({ driver: { const: driver }, ...options }, ["driver"]),
  );
  return { type: "object", discriminator: { propertyName: "driver" }, oneOf: branches };
}

/** The schema of a key that `false` turns off. */
export function orFalse(schema: object): object {
  return { anyOf: [{ const: false }, schema] };
}

/** Refuses these values together; `expects` says what else must be. */
export function except(values: Readonly<Record<string, unknown>>, expects: string): object {
  const properties = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { const: value }]));
  return { allOf: [{ not: { properties, required: Object.keys(values) }, expects }] };
}

export function integer(minimum: number, maximum?: number): object {
  return { type: "integer", minimum, ...(maximum === undefined ? {} : { maximum }) };
}

/** The schema of a value that is never printed: not in logs, not in errors, not by `mega config`. */
export function secret(schema: object = TEXT): object {
  return { ...schema, secret: true };
}

/** The schema of a value that names an entry of another key: `aliasOf("caches")` takes an alias of `caches` alone. */
export function aliasOf(key: string): object {
  return { type: "string", aliasOf: key };
}

/** What an entry of `databases`, `caches` and their like may be called. */
export const ALIAS: object = { pattern: "^[a-z][A-Za-z0-9]*$", expects: "a name such as main or readOnly" };

export const TEXT: object = { type: "string", minLength: 1 };

/** Functions have no schema of their own: `isFunction` is a keyword of the config's validator. */
export const FUNCTIONS: object = { type: "array", items: { isFunction: true } };

export const TEXTS: object = { type: "array", items: TEXT };
