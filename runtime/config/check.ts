import type { ErrorObject } from "ajv";

import { checkOf } from "./checks.ts";
import type { Mode, Scope } from "./key.ts";
import { CONFIG_KEYS, keysOf } from "./keys.ts";
import type { ResolvedLayer } from "./layers.ts";
import type { Aliases, ConfigMistake } from "./mistake.ts";
import { sayMistake } from "./say-mistake.ts";
import { bestErrors, pathOf } from "./schema-errors.ts";
import type { Tree } from "./tree.ts";
import { didYouMean, placeOf, type Variables } from "./variables.ts";

export interface CheckOptions {
  readonly scope: Scope;
  /** Null when mega.config.ts could not be read, so that nobody knows them. */
  readonly aliases: Aliases | null;
  readonly variables: Pick<Variables, "near">;
  readonly mode: Mode;
}

/** Every mistake of what one layer says. */
export function checkLayer(layer: ResolvedLayer, options: CheckOptions): readonly ConfigMistake[] {
  const { scope, aliases } = options;
  const missing = missingVariables(layer, options);
  const found = bestErrors(errorsOf(layer.resolved, scope, aliases))
    .map((error) => toMistake(error, layer, options))
    .filter(({ path }) => !isBelowMissing(layer, path));
  return [...found.filter(({ path }, index) => found.findIndex((other) => other.path === path) === index), ...missing];
}

/** What is wrong with keys that stand elsewhere than in a config file, such as those of a route. */
export function keyMistakes(keys: Tree, scope: Scope): readonly string[] {
  const layer: ResolvedLayer = {
    name: "app.config",
    file: null,
    tree: keys,
    resolved: keys,
    variables: new Map(),
    missing: new Map(),
  };
  const options = { scope, aliases: null, variables: { near: () => undefined }, mode: "production" } as const;
  return checkLayer(layer, options).map(({ message }) => message);
}

/** What the schema of the whole file would find. Keys that are not there need no check. */
function errorsOf(tree: Tree, scope: Scope, aliases: Aliases | null): readonly ErrorObject[] {
  const given = keysOf(scope).filter((name) => tree[name] !== undefined);
  return [scope, ...given.map((name) => `key ${name}`)].map(checkOf).flatMap((check) => {
    return check.call({ aliases }, tree) ? [] : (check.errors ?? []);
  });
}

function toMistake(error: ErrorObject, layer: ResolvedLayer, { scope, aliases }: CheckOptions): ConfigMistake {
  const path = pathOf(error);
  const variable = layer.variables.get(path);
  const message = sayMistake(error, { path, scope, variable, file: layer.file, aliases });
  const place = variable === undefined ? { file: layer.file ?? layer.name } : placeOf(variable);
  return { ...place, path, message };
}

function missingVariables(
  { missing, file, name }: ResolvedLayer,
  { variables, mode }: CheckOptions,
): readonly ConfigMistake[] {
  return Array.from(missing).flatMap(([path, variable]) => {
    if (variable === null || hasStandIn(path, mode)) return [];
    const message = `\`${path}\` is the variable \`${variable}\`, which is not set${didYouMean(variables.near(variable))}`;
    return [{ file: file ?? name, path, message }];
  });
}

/** A key that one mode requires has a default in the others: `secret: env("APP_SECRET")` needs no variable in a test. */
function hasStandIn(path: string, mode: Mode): boolean {
  const requiredIn = Object.hasOwn(CONFIG_KEYS, path) ? CONFIG_KEYS[path]?.requiredIn : undefined;
  return requiredIn !== undefined && requiredIn !== mode;
}

function isBelowMissing({ missing }: ResolvedLayer, path: string): boolean {
  return Array.from(missing.keys()).some((at) => path === at || path.startsWith(`${at}.`));
}
