import type { AppSettings, MegaConfig } from "./config/settings.ts";
import type { AppSessions } from "./core/session/app-sessions.ts";
import { MegaError } from "./core/errors/errors.ts";
import { MegaApp, type MegaAppOptions } from "./http/app.ts";
import { makeHeaders } from "./http/security/headers.ts";
import { HttpPort } from "./http/server/http-port.ts";
import { makeInstance } from "./http/server/make-fastify.ts";
import { openMisdirected } from "./http/server/misdirected.ts";
import type { AppManifest } from "./manifest.ts";

/** What every app of a project is made with. */
export interface SharedParts extends Omit<MegaAppOptions, "manifest" | "config" | "sessions" | "serverFactory"> {
  readonly openSessions: (app: string, settings: AppSettings) => Promise<AppSessions | null>;
}

/** The apps of a project behind their port. */
export interface OpenedApps {
  readonly apps: readonly MegaApp[];
  readonly port: HttpPort;
}

/**
 * Opens every app of a project, and the port that tells them apart.
 * @throws MegaError what keeps an app from starting; `apps_invalid` with all of it when that is more than one app
 */
export async function openApps(
  manifests: readonly AppManifest[],
  config: MegaConfig,
  parts: SharedParts,
): Promise<OpenedApps> {
  const isAlone = manifests.length === 1 && manifests.every(({ name }) => config.apps[name]?.hosts.length === 0);
  const { clock, log, health, mode, root } = parts;
  const port = new HttpPort({ settings: config.server, isShared: !isAlone, clock, log });
  const { serverFactory } = port;
  const apps = await allOrNone(
    manifests.map(async (manifest) => {
      const settings = config.apps[manifest.name];
      // Every app of the manifest has its config.
      if (settings === undefined)
        throw new MegaError("app_unknown", { app: manifest.name, apps: Object.keys(config.apps) });
      const sessions = await parts.openSessions(manifest.name, settings);
      return await MegaApp.create({ ...parts, manifest, config: settings, sessions, serverFactory });
    }),
  );
  const { trustProxy } = config.server;
  const [first] = apps;
  // An app's own headers are for its own hosts.
  const headers = makeHeaders({}, mode);
  const stranger = isAlone && first ? first.fastify : makeInstance({ clock, trustProxy, log, serverFactory, headers });
  if (!isAlone) {
    await openMisdirected(stranger, { health, developedIn: mode === "development" ? root : null, headers });
  }
  port.open(
    apps.map(({ fastify, config: { hosts } }) => ({ fastify, hosts })),
    stranger,
  );
  return { apps, port };
}

async function allOrNone(opening: readonly Promise<MegaApp>[]): Promise<readonly MegaApp[]> {
  const opened = await Promise.allSettled(opening);
  const apps = opened.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failures = opened.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (failures.length === 0) return apps;
  await Promise.all(apps.map((app) => app.close()));
  if (failures.length === 1) throw failures[0];
  const texts = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  throw new MegaError("apps_invalid", { failures: texts }, { cause: failures[0] });
}
