import { nearest } from "../core/nearest.ts";
import type { Variable } from "./env-file.ts";
import { isEnvReference, written } from "./env-ref.ts";
import { CONFIG_KEYS, scopeSchema } from "./keys.ts";
import { mergeLayers, type LayerName, type ResolvedLayer } from "./layers.ts";
import { redact } from "./redact.ts";
import { pathsOf, schemasAt } from "./schema-at.ts";
import { leavesOf, mapTree, valueAt } from "./tree.ts";
import type { Variables } from "./variables.ts";

/** Where a value was said. */
export interface ConfigOrigin {
  readonly layer: LayerName;
  /** From the project's root; null for defaults, the environment and flags. */
  readonly file: string | null;
  /** Of a file of variables; counted from 1. */
  readonly line: number | null;
  readonly variable: string | null;
}

/** One effective value, fit to be shown: secrets are covered. */
export interface ConfigValue extends ConfigOrigin {
  /** `server.port`; a list is one value. */
  readonly key: string;
  /** Null for what all apps share. */
  readonly app: string | null;
  readonly value: unknown;
}

/** What one place says of a value; of a reference it is `env("NAME")`. */
export interface ConfigStep extends ConfigOrigin {
  readonly value: unknown;
  readonly wins: boolean;
}

export interface ConfigExplanation {
  readonly key: string;
  readonly app: string | null;
  readonly value: unknown;
  /** In the order in which they are laid over each other. */
  readonly steps: readonly ConfigStep[];
}

/** Where every value of a config comes from; worked out when it is asked for. */
export interface Provenance {
  /** What is shared first, then each app's own in the order of the apps; of one app alone with `app`. */
  values(app?: string): readonly ConfigValue[];
  /** The value at a key, or those below it; none when nothing is said of it. */
  explain(key: string, app?: string): readonly ConfigExplanation[];
  /** Whether there is such a key, also when nothing is said of it. */
  knows(key: string): boolean;
  /** The key that was probably meant. */
  near(key: string): string | undefined;
}

export interface ProvenanceParts {
  readonly global: readonly ResolvedLayer[];
  readonly apps: Readonly<Record<string, readonly ResolvedLayer[]>>;
  readonly variables: Variables;
  /** Paths that are never shown, beside those that the table says. */
  readonly secrets: ReadonlySet<string>;
}

export function makeProvenance(parts: ProvenanceParts): Provenance {
  const scopes = [[null, parts.global] as const, ...Object.entries(parts.apps)];
  const explainAll = (app?: string): readonly ConfigExplanation[] =>
    scopes
      .filter(([name]) => app === undefined || name === null || name === app)
      .flatMap(([name, layers]) => explainScope(name, layers, parts));
  return {
    values: (app) => explainAll(app).map(toValue),
    explain: (key, app) => explainAll(app).filter((one) => one.key === key || one.key.startsWith(`${key}.`)),
    knows: (key) => explainAll().some((one) => `${one.key}.`.startsWith(`${key}.`)) || isKey(key),
    near: (key) => nearKey(key, explainAll()),
  };
}

function explainScope(
  app: string | null,
  layers: readonly ResolvedLayer[],
  { variables, secrets }: ProvenanceParts,
): readonly ConfigExplanation[] {
  return leavesOf(mergeLayers(layers, CONFIG_KEYS)).map(([key, value]) => {
    const said = layers.flatMap((layer) => stepsOf(layer, key, variables));
    const last = said.findLastIndex(({ isValue }) => isValue);
    const steps = said.map(({ layer, file, line, variable, value }, index): ConfigStep => {
      // The name of a variable is no secret.
      const isReference = variable !== null && value === written(variable);
      const covered = isReference ? value : shown(value, key, secrets);
      return { layer, file, line, variable, value: covered, wins: index === last };
    });
    return { key, app, value: shown(value, key, secrets), steps };
  });
}

/** What one layer says of a key: its value, or the variable it refers to and every place that sets that. */
function stepsOf(layer: ResolvedLayer, key: string, variables: Variables): readonly Said[] {
  const { name, file, tree, resolved } = layer;
  const raw = valueAt(tree, key);
  const origin = { layer: name, file, line: null, variable: null };
  if (raw === undefined) return [];
  if (!isEnvReference(raw)) return [{ ...origin, value: valueAt(resolved, key), isValue: true }];
  const { variable } = raw;
  const places = variables.all(variable).map((place) => saidBy(place, layer, key));
  // The mapped ones stand in no file: they are there because their variable is.
  if (file === null) return places;
  const isSet = layer.variables.has(key);
  const value = isSet ? written(variable) : valueAt(resolved, key);
  return [{ ...origin, variable, value, isValue: !isSet }, ...places];
}

interface Said extends ConfigOrigin {
  readonly value: unknown;
  /** A reference to a variable is not yet the value, nor is a variable that another place sets again. */
  readonly isValue: boolean;
}

function saidBy({ name, value, file, line }: Variable, { resolved, variables }: ResolvedLayer, key: string): Said {
  const used = variables.get(key);
  const counts = used?.file === file && used.line === line;
  return {
    layer: file === null ? "environment" : "env-file",
    file,
    line,
    variable: name,
    value: counts ? valueAt(resolved, key) : value,
    isValue: counts,
  };
}

/** What crosses the process border is data: a function or an instance goes by its name. */
function shown(value: unknown, key: string, secrets: ReadonlySet<string>): unknown {
  return mapTree(redact(value, key, secrets), (leaf) => {
    if (typeof leaf === "function") return `[function ${leaf.name || "anonymous"}]`;
    return typeof leaf === "object" && leaf !== null ? `[${leaf.constructor?.name ?? "object"}]` : leaf;
  });
}

function toValue({ key, app, value, steps }: ConfigExplanation): ConfigValue {
  // What has a value was said somewhere.
  const { layer, file, line, variable } = steps.find(({ wins }) => wins) as ConfigStep;
  return { key, app, value, layer, file, line, variable };
}

function isKey(key: string): boolean {
  return key !== "" && (["global", "app"] as const).some((scope) => schemasAt(scopeSchema(scope), key).length > 0);
}

function nearKey(key: string, said: readonly ConfigExplanation[]): string | undefined {
  const named = [...pathsOf(scopeSchema("global")), ...pathsOf(scopeSchema("app"))];
  const known = new Set(said.map((one) => one.key).concat(named));
  return nearest(key, known) ?? Array.from(known).find((path) => path.endsWith(`.${key}`));
}
