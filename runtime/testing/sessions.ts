import type { FastifyReply } from "fastify";

import type { UserId } from "../core/registry.ts";
import type { MegaApp } from "../http/app.ts";
import type { AppManifest, Manifest } from "../manifest.ts";

/** A user, or the id of one. */
export type SignedIn = UserId | { readonly id: UserId };

/** The manifest with the sessions of every app in memory, so that no test meets the sessions of another one. */
export function withSessionsInMemory(manifest: Manifest): Manifest {
  return { ...manifest, apps: manifest.apps.map(inMemory) };
}

/**
 * Signs a user in without a form, and gives the `set-cookie` line that says so.
 * @throws MegaError `session_off` when the app has no sessions
 */
export async function startSession(app: MegaApp, user: SignedIn): Promise<string> {
  const id = await app.sessions.start(typeof user === "object" ? user.id : user);
  let line = "";
  const reply = { getHeader: () => undefined, header: (_name: string, value: string) => (line = value) };
  // It is all of a reply that a cookie is written with.
  if (app.config.session) app.cookies.write(reply as unknown as FastifyReply, app.config.session.cookieName, id);
  return line;
}

function inMemory(app: AppManifest): AppManifest {
  const load = async (): Promise<unknown> => {
    const loaded = (await app.config.load()) as { readonly default?: { readonly session?: object } };
    // What is no config is for boot to refuse.
    if (typeof loaded.default?.session !== "object") return loaded;
    const { default: config } = loaded;
    return { default: { ...config, session: { ...config.session, store: { driver: "memory" } } } };
  };
  return { ...app, config: { file: app.config.file, load } };
}
