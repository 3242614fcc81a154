import { MegaError } from "../errors/errors.ts";
import { withMissing } from "../missing.ts";
import { nearest } from "../nearest.ts";

/**
 * `ctx.db.<alias>` and its like: what is configured under a key of mega.config.ts, by alias. Touching an alias that is
 * not configured throws `alias_missing` naming the key to add.
 * @param kind the config key: `databases`
 */
export function buildAdapterAccessors<T>(
  kind: string,
  values: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const known = Object.keys(values);
  const accessors: Record<string, T> = {};
  withMissing(
    accessors,
    (alias) => new MegaError("alias_missing", { kind, alias, near: nearest(alias, known), known }),
  );
  return Object.assign(accessors, values);
}

/** The one a service means by `this.db`: `main`, or the only one there is. */
export function defaultOf<T>(accessors: { readonly main: T; readonly [alias: string]: T }): T {
  const [only, ...others] = Object.values(accessors);
  // With none of that name, reading it throws what to configure.
  return only === undefined || others.length > 0 ? accessors.main : only;
}
