import { basename } from "node:path";

import { MegaError } from "../core/errors/errors.ts";
import type { AppManifest, Manifest, ManifestFile } from "../manifest.ts";
import { checkLayer } from "./check.ts";
import { checkHosts, type HostsOfApp } from "./check-hosts.ts";
import type { Env } from "./env-file.ts";
import { env as reference } from "./env-ref.ts";
import { DEVELOPMENT_SECRET, type Mode, type Scope, type Surroundings } from "./key.ts";
import { CONFIG_KEYS, keysOf, scopeSchema } from "./keys.ts";
import { mappedLayer, mergeLayers, resolveLayer, type Layer, type ResolvedLayer } from "./layers.ts";
import type { Aliases, ConfigMistake } from "./mistake.ts";
import { makeProvenance, type Provenance } from "./provenance.ts";
import { hideSecrets, isSecretName } from "./redact.ts";
import { unknownLocales } from "./parts/locales.ts";
import { defaultsWithin } from "./schema-defaults.ts";
import type { AppSettings, GlobalSettings, MegaConfig } from "./settings.ts";
import { isTree, layOver, type Tree } from "./tree.ts";
import { checkDeclared, readVariables, type DeclaredVariables, type Variables } from "./variables.ts";

export interface LoadConfigOptions {
  readonly manifest: Pick<Manifest, "config" | "apps">;
  /** Absolute path of the project. */
  readonly root: string;
  /** The real environment; it wins over the `.env` files. */
  readonly env: Env;
  readonly mode: Mode;
  /** What was typed: `{ server: { port: 3001 } }`. It wins over everything. */
  readonly flags?: Tree;
  /** What was typed of every app. */
  readonly appFlags?: Tree;
}

/** A config and where each of its values comes from. */
export interface LoadedConfig {
  readonly config: MegaConfig;
  readonly provenance: Provenance;
}

/**
 * The effective config of a project: defaults < mega.config.ts < app.config.ts < `.env`, `.env.local`, `.env.<NODE_ENV>`,
 * `.env.<NODE_ENV>.local` < environment < flags. Its secrets are not shown where it is printed.
 * @throws MegaError `config_invalid` with every mistake of every file
 */
export async function loadAndValidateConfig(options: LoadConfigOptions): Promise<MegaConfig> {
  const { config } = await loadConfig(options);
  return config;
}

/** `loadAndValidateConfig`, with the origin of each value beside it. */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { manifest, root, mode, env, flags = {}, appFlags = {} } = options;
  const mistakes: ConfigMistake[] = [];
  const variables = readVariables({ root, env, mode: env["NODE_ENV"] || mode }, mistakes);
  const own = await readConfigFile("global", manifest.config, mistakes);
  const declared = checkDeclared(own?.["env"], { variables, file: manifest.config.file, mistakes });
  const reading: Reading = {
    variables,
    declared,
    mistakes,
    surroundings: { folder: basename(root), mode, developmentSecret: options.env[DEVELOPMENT_SECRET] },
    aliases: own && aliasesOf(own),
  };
  const global = resolveScope(reading, "global", [
    { name: "mega.config", file: manifest.config.file, tree: withDeclared(own ?? {}, declared) },
    mappedLayer(CONFIG_KEYS, variables, reference),
    { name: "flags", file: null, tree: flags },
  ]);
  const apps: Record<string, ScopeSettings> = {};
  const hosts: HostsOfApp[] = [];
  for (const app of manifest.apps) {
    const known = mistakes.length;
    const tree = (await readConfigFile("app", app.config, mistakes)) ?? {};
    const { layers, settings } = resolveScope(reading, "app", [
      { name: "app.config", file: app.config.file, tree },
      { name: "flags", file: null, tree: appFlags },
    ]);
    apps[app.name] = { layers, settings };
    // What a file with mistakes says of its hosts is not known.
    if (mistakes.length === known) hosts.push({ file: app.config.file, hosts: settings["hosts"] as readonly string[] });
    checkLocale(app, tree, mistakes);
  }
  mistakes.push(...checkHosts(hosts));
  if (mistakes.length > 0) throw configError(mistakes);
  return assemble({ global, apps, variables, declared });
}

interface Reading {
  readonly variables: Variables;
  readonly declared: DeclaredVariables;
  readonly mistakes: ConfigMistake[];
  readonly surroundings: Surroundings;
  readonly aliases: Aliases | null;
}

/** What the layers of one scope come to. */
interface ScopeSettings {
  readonly layers: readonly ResolvedLayer[];
  readonly settings: Tree;
}

/** Null for a file that cannot be used at all: told already. */
async function readConfigFile(scope: Scope, file: ManifestFile, mistakes: ConfigMistake[]): Promise<Tree | null> {
  try {
    const { default: config } = (await file.load()) as { default?: unknown };
    if (config === undefined) throw new Error(MISSING_DEFAULT[scope]);
    if (isTree(config)) return config;
    mistakes.push({ file: file.file, path: "", message: "the default export must be an object" });
  } catch (error) {
    mistakes.push({ file: file.file, path: "", message: error instanceof Error ? error.message : String(error) });
  }
  return null;
}

const MISSING_DEFAULT = {
  global: "there is no default export: write `export default defineConfig({ … })`",
  app: "there is no default export: write `export default defineAppConfig({ … })`",
} as const;

/** What `env` declares becomes a reference to each variable, like those in the rest of the file. */
function withDeclared({ env, ...rest }: Tree, { names, broken }: DeclaredVariables): Tree {
  // What is no object of schemas is left for the check of the file.
  if (!isTree(env)) return env === undefined ? rest : { ...rest, env };
  const usable = Array.from(names).filter((name) => !broken.has(name));
  return { ...rest, env: Object.fromEntries(usable.map((name) => [name, reference(name)])) };
}

function aliasesOf(config: Tree): Aliases {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, isTree(value) ? Object.keys(value) : []]),
  );
}

function resolveScope(reading: Reading, scope: Scope, given: readonly Layer[]): ScopeSettings {
  const { variables, declared, surroundings, aliases, mistakes } = reading;
  const schema = scopeSchema(scope);
  const resolve = (layer: Layer): ResolvedLayer => resolveLayer(layer, { schema, variables, declared });
  const layers = given.map(resolve);
  const found = layers.flatMap((layer) => checkLayer(layer, { scope, aliases, variables, mode: surroundings.mode }));
  mistakes.push(...found);
  const said: Layer = { name: "default", file: null, tree: defaultsOf(scope, surroundings) };
  const within = defaultsWithin(schema, mergeLayers([resolve(said), ...layers], CONFIG_KEYS));
  const all = [resolve({ ...said, tree: layOver(within, said.tree) as Tree }), ...layers];
  const settings = mergeLayers(all, CONFIG_KEYS);
  // A file that cannot be used is told as that.
  if (aliases !== null)
    mistakes.push(...missingKeys(scope, { settings, file: given[0]?.file ?? "", found, mode: surroundings.mode }));
  return { layers: all, settings };
}

function defaultsOf(scope: Scope, surroundings: Surroundings): Tree {
  return Object.fromEntries(keysOf(scope).map((name) => [name, CONFIG_KEYS[name]?.fallback?.(surroundings)]));
}

interface Missing {
  readonly settings: Tree;
  readonly file: string;
  /** A key whose value is wrong is told as that. */
  readonly found: readonly ConfigMistake[];
  readonly mode: Mode;
}

function missingKeys(scope: Scope, { settings, file, found, mode }: Missing): readonly ConfigMistake[] {
  const missing = keysOf(scope).filter(
    (path) =>
      CONFIG_KEYS[path]?.requiredIn === mode &&
      !Object.hasOwn(settings, path) &&
      !found.some((mistake) => mistake.path === path),
  );
  return missing.map((path) => ({ file, path, message: `\`${path}\` is missing: it is required in ${mode}` }));
}

function checkLocale(app: AppManifest, config: Tree, mistakes: ConfigMistake[]): void {
  const known = Object.keys(app.locales);
  for (const { path, locale } of unknownLocales(config, known)) {
    const message = `\`${path}\` is "${locale}", and apps/${app.name}/locales/server has ${known.join(", ")}`;
    mistakes.push({ file: app.config.file, path, message });
  }
}

function configError(details: readonly ConfigMistake[]): MegaError {
  const mistakes = details.map(
    ({ file, line, message }) => `${file}${line === undefined ? "" : `:${line}`}: ${message}`,
  );
  return new MegaError("config_invalid", { mistakes }, { details });
}

interface Parts {
  readonly global: ScopeSettings;
  readonly apps: Readonly<Record<string, ScopeSettings>>;
  readonly variables: Variables;
  readonly declared: DeclaredVariables;
}

function assemble({ global, apps, variables, declared }: Parts): LoadedConfig {
  // The table gives each key the shape that the settings declare.
  const shared = global.settings as unknown as GlobalSettings;
  const entries = Object.entries(apps);
  const settings = entries.map(
    ([name, app]) => [name, { ...shared, ...app.settings } as unknown as AppSettings] as const,
  );
  const config: MegaConfig = { ...shared, apps: Object.fromEntries(settings) };
  const secrets = secretPaths([...global.layers, ...entries.flatMap(([, app]) => app.layers)], declared);
  hideSecrets(config, secrets);
  const layers = Object.fromEntries(entries.map(([name, app]) => [name, app.layers]));
  return { config, provenance: makeProvenance({ global: global.layers, apps: layers, variables, secrets }) };
}

/** What comes from a variable that its schema calls secret, or its name. */
function secretPaths(layers: readonly ResolvedLayer[], { secrets }: DeclaredVariables): ReadonlySet<string> {
  const used = layers.flatMap(({ variables }) => Array.from(variables));
  return new Set(used.filter(([, { name }]) => secrets.has(name) || isSecretName(name)).map(([path]) => path));
}
