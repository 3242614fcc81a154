import type { Writable } from "node:stream";
import { isatty } from "node:tty";

import type { InjectOptions, LightMyRequestResponse } from "fastify";
import type { Logger as PinoLogger } from "pino";

import type { Env } from "./config/env-file.ts";
import { loadAndValidateConfig, type LoadConfigOptions } from "./config/load.ts";
import type { Mode } from "./config/key.ts";
import type { MegaConfig } from "./config/settings.ts";
import { buildAdapterAccessors } from "./core/ctx/adapter-accessors.ts";
import type { Caches, Databases } from "./core/ctx/ctx-ports.ts";
import type { MegaCacheAdapter } from "./core/data/cache.ts";
import { MegaError } from "./core/errors/errors.ts";
import type { Clock, MegaDbAdapter, RanQuery } from "./core/ports.ts";
import type { Address, Listen } from "./dev/messages.ts";
import { CACHE_DRIVERS } from "./drivers.ts";
import type { MegaApp } from "./http/app.ts";
import type { CompiledSchemas } from "./http/routes/compiled-schemas.ts";
import type { AppObserver } from "./http/server/app-observer.ts";
import type { ListenPlace } from "./http/server/listen.ts";
import type { AppManifest, Manifest } from "./manifest.ts";
import { SYSTEM_PROCESSES } from "./adapters/system/processes.ts";
import { MegaHealth } from "./observe/health.ts";
import { makeLog } from "./observe/log.ts";
import { openApps } from "./open-apps.ts";
import { openDatabases } from "./open-databases.ts";
import { openSessions } from "./sessions.ts";

export interface BootOptions {
  readonly manifest: Manifest;
  /** Absolute path of the project. */
  readonly root: string;
  readonly env: Env;
  readonly mode: Mode;
  /** What was typed, as config: `{ server: { port: 3001 } }`. It wins over everything. */
  readonly flags?: NonNullable<LoadConfigOptions["flags"]>;
  /** Where log lines go; the process' stdout unless said. */
  readonly logStream?: Writable & { readonly isTTY?: boolean };
  /** Databases to use instead of those of the config, by alias. They stay the caller's to open and close. */
  readonly databases?: Readonly<Record<string, MegaDbAdapter>>;
  /** The machine's unless said. */
  readonly clock?: Clock;
  /** Serves this app alone, for every host. */
  readonly app?: string;
  /**
   * Compiles the schemas of routes on first use, for a quick start, but for those that are here already; `checkRest` of
   * the apps then finds what is wrong with them. All of them at the start unless said.
   */
  readonly lateSchemas?: CompiledSchemas;
  /** Nobody watches unless said, and nothing is paid for it. */
  readonly observer?: RuntimeObserver;
}

/** Watches a project at work. */
export interface RuntimeObserver extends AppObserver {
  /** A query of the database of that alias was run. */
  readonly onQuery: (alias: string, query: RanQuery) => void;
  /** A line of JSON was logged. */
  readonly onLogLine: (line: string) => void;
}

/** A project that is loaded and ready to listen. */
export interface MegaRuntime {
  readonly config: MegaConfig;
  readonly apps: readonly MegaApp[];
  readonly databases: Readonly<Record<string, MegaDbAdapter>>;
  readonly caches: Readonly<Record<string, MegaCacheAdapter>>;
  readonly health: MegaHealth;
  readonly log: PinoLogger;
  /** Carries a request in without a port: the app whose host it names answers. */
  inject(request: string | InjectOptions): Promise<LightMyRequestResponse>;
  /** Host and port are the config's unless said. */
  listen(where?: Listen): Promise<Address>;
  /** Lets requests under way finish within `graceMs` (10 s unless said), then closes everything. Safe to call twice. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Puts a project together: config → databases, caches → apps. What was opened is closed again when a later step fails.
 * @throws MegaError naming every mistake of the step that failed
 */
export async function boot(options: BootOptions): Promise<MegaRuntime> {
  const { root, mode, clock = SYSTEM_CLOCK } = options;
  const served = servedApps(options);
  const config = await loadConfig(options, served);
  const log = await openLog(config, options);
  const health = new MegaHealth();
  const opened: Closer[] = [];
  const onOpen = (part: { close(): Promise<void> }): void => void opened.push(() => part.close());
  try {
    const databases =
      options.databases ??
      (await openDatabases(config, { root, clock, access: "write", onOpen, onQuery: options.observer?.onQuery }));
    const caches = await openCaches(config, { root, clock }, opened);
    watchHealth(health, "databases", databases);
    watchHealth(health, "caches", caches);
    const { apps, port } = await openApps(served, config, {
      mode,
      root,
      clock,
      lateSchemas: options.lateSchemas ?? null,
      observer: options.observer ?? null,
      processes: SYSTEM_PROCESSES,
      health,
      openSessions: (app, settings) => openSessions(app, settings, { root, clock, health, log, onOpen }),
      db: accessors(databases),
      cache: cacheAccessors(caches),
      log: log.level === "silent" ? null : log,
    });
    opened.push((graceMs) => port.close(graceMs));
    const close = closeOnce(opened, health);
    return {
      config,
      apps,
      databases,
      caches,
      health,
      log,
      close,
      inject: (request) => port.inject(request),
      listen: (where = { kind: "tcp" }) => port.listen(where.kind === "socket" ? where : tcpPlace(where, config)),
    };
  } catch (error) {
    await closeAll(opened, 0);
    throw error;
  }
}

/** Loads what nearly every project needs beside this module, for a process that waits to be told which one it is. */
export async function preload(): Promise<void> {
  await Promise.all([import("./index.ts"), import("./adapters/sqlite/adapter.ts"), import("@fastify/static")]);
}

/** Closes one thing that was opened, within a time in milliseconds. */
type Closer = (graceMs: number) => Promise<void>;

const GRACE_MS = 10_000;

const SYSTEM_CLOCK: Clock = { now: Date.now };

async function openCaches(
  config: MegaConfig,
  place: { readonly root: string; readonly clock: Clock },
  opened: Closer[],
): Promise<Readonly<Record<string, MegaCacheAdapter>>> {
  const caches: Record<string, MegaCacheAdapter> = {};
  for (const [alias, cache] of Object.entries(config.caches)) {
    const adapter = await CACHE_DRIVERS[cache.driver](cache, { alias, ...place });
    opened.push(() => adapter.close());
    await adapter.connect();
    caches[alias] = adapter;
  }
  return caches;
}

function watchHealth(
  health: MegaHealth,
  kind: string,
  adapters: Readonly<Record<string, Pick<MegaDbAdapter, "check">>>,
): void {
  for (const [alias, adapter] of Object.entries(adapters)) health.register(`${kind}.${alias}`, () => adapter.check());
}

function cacheAccessors(caches: Readonly<Record<string, MegaCacheAdapter>>): Caches {
  const byAlias = Object.entries(caches).map(([alias, { cache }]) => [alias, cache] as const);
  return buildAdapterAccessors("caches", Object.fromEntries(byAlias));
}

function accessors(databases: Readonly<Record<string, MegaDbAdapter>>): Databases {
  const byAlias = Object.fromEntries(Object.entries(databases).map(([alias, { kysely }]) => [alias, kysely]));
  // Reading `main` when there is none throws what to configure, so its type holds.
  return buildAdapterAccessors("databases", byAlias) as Databases;
}

function servedApps({ manifest, root, app }: BootOptions): readonly AppManifest[] {
  if (manifest.apps.length === 0) throw new MegaError("app_missing", { root });
  if (app === undefined) return manifest.apps;
  const found = manifest.apps.filter(({ name }) => name === app);
  if (found.length === 0) throw new MegaError("app_unknown", { app, apps: manifest.apps.map(({ name }) => name) });
  return found;
}

function loadConfig(options: BootOptions, apps: readonly AppManifest[]): Promise<MegaConfig> {
  const manifest = { ...options.manifest, apps };
  // One app alone takes every request, whatever its hosts are when all are served.
  return loadAndValidateConfig({ ...options, manifest, appFlags: options.app === undefined ? {} : { hosts: [] } });
}

function openLog({ logger }: MegaConfig, { root, mode, logStream, observer }: BootOptions): Promise<PinoLogger> {
  const isTerminal = logStream === undefined ? isatty(STDOUT) : logStream.isTTY === true;
  const isPretty = mode === "development" && isTerminal;
  return makeLog({
    root,
    level: logger.level,
    isPretty,
    destination: logStream ?? STDOUT,
    ...(observer === undefined ? {} : { onLine: observer.onLogLine }),
  });
}

const STDOUT = 1;

function tcpPlace({ host, port }: Extract<Listen, { kind: "tcp" }>, { server }: MegaConfig): ListenPlace {
  return { kind: "tcp", host: host ?? server.host, port: port ?? server.port };
}

function closeOnce(opened: readonly Closer[], health: MegaHealth): MegaRuntime["close"] {
  let closing: Promise<void> | undefined;
  return (graceMs = GRACE_MS) => {
    health.close();
    closing ??= closeAll(opened, graceMs);
    return closing;
  };
}

/** In reverse; what fails to close does not keep the rest open. */
async function closeAll(opened: readonly Closer[], graceMs: number): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.toReversed()) await close(graceMs).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
