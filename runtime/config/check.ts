import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

import { addExpects } from "../core/schema/validation-messages.ts";
import { CONFIG_FORMATS } from "./formats.ts";
import type { Mode, Scope } from "./key.ts";
import { CONFIG_KEYS, scopeSchema } from "./keys.ts";
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
  const validate = (validators[scope] ??= ajv.compile(scopeSchema(scope)));
  const missing = missingVariables(layer, options);
  if (validate.call({ aliases }, layer.resolved)) return missing;
  const found = bestErrors(validate.errors ?? [])
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

const ajv = makeAjv();

/** The compiled schema of each kind of file. */
const validators: Partial<Record<Scope, ValidateFunction>> = {};

function makeAjv(): Ajv {
  // Its schemas are mega's own: holding them against the schema of schemas would take most of the time.
  const own = { meta: false, validateSchema: false, allowUnionTypes: true, strictTypes: false } as const;
  const made = new Ajv({ ...own, allErrors: true, verbose: true, passContext: true, discriminator: true });
  addExpects(made);
  made.addKeyword({ keyword: "isFunction", validate: (_: true, value: unknown) => typeof value === "function" });
  for (const [name, { isValid }] of Object.entries(CONFIG_FORMATS)) made.addFormat(name, isValid);
  return made.addKeyword({
    keyword: "aliasOf",
    schemaType: "string",
    type: "string",
    validate: isAlias,
    errors: false,
  });
}

function isAlias(this: { readonly aliases: Aliases | null }, key: string, alias: string): boolean {
  return this.aliases === null || (this.aliases[key] ?? []).includes(alias);
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
