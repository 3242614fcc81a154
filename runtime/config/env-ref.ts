import { inspect } from "node:util";

/** Stands in a config file for the value of a variable. */
export interface EnvReference {
  readonly [BRAND]: true;
  /** `DATABASE_URL` */
  readonly variable: string;
  /** Undefined: without the variable the project does not start. */
  readonly fallback: unknown;
}

/**
 * The value of an environment variable, as a value of mega.config.ts or app.config.ts: `url: env("DATABASE_URL")`. It is
 * read when the config is loaded, from the environment or else the `.env` files, and becomes what its key wants: a number,
 * a boolean, or a list of texts parted by commas. An empty variable counts as one that is not set.
 * @param fallback the value without the variable; without a fallback the project does not start then
 */
export function env<T = string>(name: string, fallback?: T): T {
  if (typeof name !== "string" || !VARIABLE.test(name))
    throw new TypeError(`env(${inspect(name)}): the name of a variable has letters, digits and _ alone`);
  const reference: EnvReference = { [BRAND]: true, variable: name, fallback };
  Object.defineProperties(reference, {
    [inspect.custom]: { value: () => written(name) },
    toJSON: { value: () => written(name) },
    toString: { value: () => refuseText(name) },
    valueOf: { value: () => refuseText(name) },
  });
  // The type is that of the value to come: no config that is loaded holds a reference.
  return reference as T;
}

export function isEnvReference(value: unknown): value is EnvReference {
  return typeof value === "object" && value !== null && (value as { [BRAND]?: unknown })[BRAND] === true;
}

/** As it stands in the file. */
export function written(variable: string): string {
  return `env("${variable}")`;
}

/** What a variable may be called. */
export const VARIABLE: RegExp = /^[A-Za-z_]\w*$/;

// A project's config and the runtime may have loaded this module twice.
const BRAND: unique symbol = Symbol.for("mega.env");

function refuseText(name: string): never {
  throw new TypeError(`${written(name)} stands for a whole value: it cannot be part of a text or a sum`);
}
