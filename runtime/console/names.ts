import type { MegaRuntime } from "../boot.ts";
import { LazyCtx } from "../core/ctx/lazy-ctx.ts";
import type { ServiceCtx } from "../core/ctx/ctx-ports.ts";
import { NO_SESSION, SESSION } from "../core/session/held-session.ts";
import type { MegaApp } from "../http/app.ts";
import { hostOfApp } from "../testing/app-host.ts";
import { makeTestClient, type TestClient } from "../testing/test-client.ts";

/** What a console has names for. */
export interface ConsoleNames {
  readonly app: MegaApp;
  readonly ctx: ServiceCtx;
  readonly db: ServiceCtx["db"];
  readonly cache: ServiceCtx["cache"];
  readonly services: ServiceCtx["services"];
  readonly config: MegaRuntime["config"];
  /** What the app serves. */
  readonly routes: () => readonly ConsoleRoute[];
  /** Asks the app without a port; cookies stay for the next request. */
  readonly request: TestClient["request"];
}

export interface ConsoleRoute {
  readonly method: string;
  readonly path: string;
  readonly file: string | null;
}

/** The names that a console of an app has, in the order in which its help lists them. */
export const CONSOLE_NAMES: Readonly<Record<keyof ConsoleNames, string>> = {
  app: "the app",
  ctx: "what a route's handler gets, without a request",
  db: "the databases by alias: await db.main.selectFrom(…).execute()",
  cache: "the caches by alias",
  services: "the services of the app",
  config: "the effective config",
  routes: "routes() lists what the app serves",
  request: 'await request("GET /") answers { status, data, headers, body, … }',
};

export function namesOf(runtime: MegaRuntime, app: MegaApp): ConsoleNames {
  const ctx = consoleCtx(runtime, app);
  const { db, cache, services } = ctx;
  const { request } = makeTestClient((it) => runtime.inject(it), { host: hostOfApp(app) });
  const routes = (): readonly ConsoleRoute[] => app.routes().map(({ method, path, file }) => ({ method, path, file }));
  return { app, ctx, db, cache, services, config: runtime.config, routes, request };
}

/** A ctx that belongs to no request: it has the app's default language, and a session that nobody stores. */
function consoleCtx({ log }: MegaRuntime, app: MegaApp): ServiceCtx {
  const req = { id: "console", log, params: {}, query: {}, body: undefined, [SESSION]: NO_SESSION };
  const reply = { sent: false, statusCode: 200, code: () => reply, send: () => reply };
  const ctx = new LazyCtx(app, req, reply);
  ctx.locale = app.languages.default;
  ctx.signal = new AbortController().signal;
  // The fields that services see are the ones of a request's ctx.
  return ctx as unknown as ServiceCtx;
}
