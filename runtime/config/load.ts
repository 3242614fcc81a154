import { basename } from "node:path";

import { MegaError } from "../core/errors.ts";
import type { AppManifest, Manifest, ManifestFile } from "../manifest.ts";
import { checkConfig, type ConfigMistake } from "./check.ts";
import { checkHosts, type HostsOfApp } from "./check-hosts.ts";
import { readEnvFile, type Env } from "./env-file.ts";
import { fillDefaults } from "./fill.ts";
import type { Mode, Surroundings } from "./key.ts";
import { CONFIG_KEYS } from "./keys.ts";
import type { AppConfig, AppSettings, GlobalConfig, GlobalSettings, MegaConfig } from "./settings.ts";

export interface LoadConfigOptions {
  readonly manifest: Pick<Manifest, "config" | "apps">;
  /** Absolute path of the project. */
  readonly root: string;
  /** The real environment; it wins over `.env`. */
  readonly env: Env;
  readonly mode: Mode;
}

/**
 * The effective config of a project: defaults < mega.config.ts and app.config.ts < `.env` < environment.
 * @throws MegaError `config_invalid` with every mistake of every file
 */
export async function loadAndValidateConfig(options: LoadConfigOptions): Promise<MegaConfig> {
  const { manifest, root, mode } = options;
  const mistakes: ConfigMistake[] = [];
  const own = (await loadFile("global", manifest.config, mistakes)) as GlobalConfig;
  const file = await readEnvFile(root);
  mistakes.push(...file.mistakes.map((message) => ({ file: ".env", path: "", message })));
  const server = readServer(file.env, options.env, mistakes);
  const surroundings = { folder: basename(root), mode };
  const settings = globalSettings(own, server, surroundings);
  mistakes.push(...missingKeys(manifest.config.file, settings, mode));
  const apps: Record<string, AppSettings> = {};
  const hosts: HostsOfApp[] = [];
  for (const app of manifest.apps) {
    const known = mistakes.length;
    const config = (await loadFile("app", app.config, mistakes)) as AppConfig;
    // What a file with mistakes says of its hosts is not known.
    if (mistakes.length === known) hosts.push({ file: app.config.file, hosts: config.hosts ?? [] });
    apps[app.name] = appSettings(settings, config, surroundings);
    checkLocale(app, config, mistakes);
  }
  mistakes.push(...checkHosts(hosts));
  if (mistakes.length > 0) throw configError(mistakes);
  return { ...settings, apps };
}

async function loadFile(scope: "global" | "app", file: ManifestFile, mistakes: ConfigMistake[]): Promise<object> {
  try {
    const { default: config } = (await file.load()) as { default?: unknown };
    if (config === undefined) throw new Error(MISSING_DEFAULT[scope]);
    const found = checkConfig(scope, file.file, config);
    mistakes.push(...found);
    if (found.length === 0) return config as object;
  } catch (error) {
    mistakes.push({ file: file.file, path: "", message: error instanceof Error ? error.message : String(error) });
  }
  return {};
}

const MISSING_DEFAULT = {
  global: "there is no default export: write `export default defineConfig({ … })`",
  app: "there is no default export: write `export default defineAppConfig({ … })`",
} as const;

interface ServerEnv {
  readonly host?: string;
  readonly port?: number;
}

function readServer(file: Env, env: Env, mistakes: ConfigMistake[]): ServerEnv {
  const { HOST: host, PORT: port } = { ...file, ...env };
  if (port !== undefined && port !== "" && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    const message = `\`PORT\` must be a number from 0 to 65535, not ${JSON.stringify(port)}`;
    mistakes.push({ file: port === file["PORT"] ? ".env" : "environment", path: "PORT", message });
  }
  return { ...(host ? { host } : {}), ...(port ? { port: Number(port) } : {}) };
}

function globalSettings(config: GlobalConfig, server: ServerEnv, surroundings: Surroundings): GlobalSettings {
  // The table gives each key the shape that GlobalSettings declares.
  const settings = fillDefaults("global", config, surroundings) as unknown as GlobalSettings;
  return { ...settings, server: { ...settings.server, ...server } };
}

function missingKeys(file: string, settings: object, mode: Mode): readonly ConfigMistake[] {
  const missing = Object.keys(CONFIG_KEYS).filter(
    (path) => CONFIG_KEYS[path]?.requiredIn === mode && !Object.hasOwn(settings, path),
  );
  return missing.map((path) => ({ file, path, message: `\`${path}\` is missing: it is required in ${mode}` }));
}

function appSettings(settings: GlobalSettings, config: AppConfig, surroundings: Surroundings): AppSettings {
  return { ...settings, ...fillDefaults("app", config, surroundings) } as AppSettings;
}

function checkLocale(app: AppManifest, config: AppConfig, mistakes: ConfigMistake[]): void {
  const locale = config.locales?.default;
  const known = Object.keys(app.locales);
  if (locale === undefined || known.length === 0 || known.includes(locale)) return;
  const message = `\`locales.default\` is "${locale}", and apps/${app.name}/locales/server has ${known.join(", ")}`;
  mistakes.push({ file: app.config.file, path: "locales.default", message });
}

function configError(details: readonly ConfigMistake[]): MegaError {
  const mistakes = details.map(({ file, message }) => `${file}: ${message}`);
  return new MegaError("config_invalid", { mistakes }, { details });
}
