import { resolve } from "node:path";

import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest, FastifyServerFactory } from "fastify";
import type { Logger as PinoLogger } from "pino";

import type { Mode } from "../config/key.ts";
import type { AppPlugin } from "../config/parts/plugins.ts";
import type { AppSettings } from "../config/settings.ts";
import type { AppSessions } from "../core/session/app-sessions.ts";
import type { Cache } from "../core/data/cache.ts";
import type { Caches, CtxApp, Databases } from "../core/ctx/ctx-ports.ts";
import type { PlaceOf } from "../core/pipeline.ts";
import { CTX, getLazyHttpCtx } from "../core/ctx/ctx.ts";
import type { Language, Languages, Translate } from "../core/i18n/i18n.ts";
import type { Clock, Processes } from "../core/ports.ts";
import { MegaError } from "../core/errors/errors.ts";
import { SESSION } from "../core/session/held-session.ts";
import { loadServices } from "../core/services/load-services.ts";
import { compileServices, type ServicesFactory } from "../core/services/services.ts";
import type { AppManifest, AppTexts } from "../manifest.ts";
import { addCompression } from "./answer/compression.ts";
import { addAsp, aspRequestHeaders } from "./asp/add-asp.ts";
import { addBodyParsers } from "./body/parsers.ts";
import { cookieAttributes, makeCookies, type Cookies } from "./security/cookies.ts";
import { addUserCookies } from "./security/user-cookies.ts";
import { buildErrorHandler, buildNotFoundHandler } from "./answer/error-handler.ts";
import { addHealthRoutes, type Readiness } from "./server/health-routes.ts";
import { loadLanguages, type LanguageSource } from "./i18n/load-languages.ts";
import { makeLocaleOf } from "./i18n/request-locale.ts";
import { describeRoute, type ServedRoute } from "./routes/describe-route.ts";
import { watchMethods } from "./routes/known-methods.ts";
import { explainStart, mountRoutes, type MountedRoute } from "./routes/mount.ts";
import type { RouteGuard } from "./routes/route-guard.ts";
import { timeLimit } from "./routes/time-limit.ts";
import { apiInfo, docsPlaces } from "./openapi/api-info.ts";
import { serveDocs } from "./openapi/serve-docs.ts";
import type { OpenApiDocument } from "./openapi/types.ts";
import { findRoutes, type FoundRoute } from "./routes/find-routes.ts";
import { addSecurity } from "./security/add-security.ts";
import { makeCsrfTokens } from "./security/csrf-tokens.ts";
import { writeHeaders } from "./security/headers.ts";
import { makeMemoryCounters, makeSharedCounters, type RateCounters } from "./security/rate-counters.ts";
import { securityGuards } from "./security/security-guards.ts";
import { sessionGuards } from "./session/session-guards.ts";
import { logRequests } from "./server/request-log.ts";
import { makeInstance } from "./server/make-fastify.ts";
import { signalOf } from "./server/request-signal.ts";
import { REPLY_START_SYMBOL } from "./server/request-start.ts";
import { watchHooks } from "./server/watch-hooks.ts";
import { serveFolder } from "./pages/static.ts";
import { compileSchema } from "./routes/validation.ts";
import { addViews } from "./pages/reply-view.ts";
import { UploadFolder } from "./uploads/upload-folder.ts";
import { addUploads } from "./uploads/uploads.ts";
import { makeViews, type Views } from "./pages/views.ts";

export interface MegaAppOptions {
  readonly manifest: AppManifest;
  readonly config: AppSettings;
  readonly mode: Mode;
  readonly db: Databases;
  readonly cache: Caches;
  /** Absolute path of the project; `public/` is below it. */
  readonly root: string;
  readonly health: Readiness;
  readonly clock: Clock;
  readonly processes: Processes;
  /** Null when the config has none. */
  readonly sessions: AppSessions | null;
  /** Null: nothing is logged, and nothing is paid for it. */
  readonly log: PinoLogger | null;
  /** Makes the server that the app answers on; Fastify's own unless said. */
  readonly serverFactory?: FastifyServerFactory;
}

/** One app of a project: a Fastify instance with the app's routes, services, views and texts. */
export class MegaApp implements CtxApp {
  readonly name: string;
  readonly config: AppSettings;
  readonly db: Databases;
  readonly cache: Caches;
  readonly services: ServicesFactory;
  readonly localeOf: CtxApp["localeOf"];
  readonly #languageSource: LanguageSource;
  #languages: Languages;
  #views: Views;
  readonly #languageOf = (req: FastifyRequest, reply: FastifyReply): Language =>
    this.#languages.in(getLazyHttpCtx({ app: this, req, reply }).locale);
  readonly fastify: FastifyInstance;
  readonly signalOf: typeof signalOf = signalOf;
  /** Signed cookies: `read`, `write`, `clear`. */
  readonly cookies: Cookies;
  readonly #root: string;
  #found: readonly FoundRoute[] = [];
  readonly #sessions: AppSessions | null;
  #secure: (reply: FastifyReply) => void = () => {};
  #mounted: readonly MountedRoute[] = [];
  #document: OpenApiDocument | undefined;

  /**
   * Loads and compiles everything the app serves; it is not listening yet.
   * @throws MegaError `routes_invalid`, `services_invalid`, `message_invalid`
   */
  static async create(options: MegaAppOptions): Promise<MegaApp> {
    const { manifest } = options;
    const services = compileServices(manifest.name, await loadServices(manifest.name, manifest.services));
    const languages = await loadLanguages(languageSource(options));
    const app = new MegaApp(options, { services, languages });
    await app.#open(options);
    return app;
  }

  private constructor(options: MegaAppOptions, parts: AppParts) {
    this.name = options.manifest.name;
    this.config = options.config;
    this.db = options.db;
    this.cache = options.cache;
    this.services = parts.services;
    this.#root = options.root;
    this.cookies = makeCookies(options.config.cookies, { secret: options.config.secret, mode: options.mode });
    this.#sessions = options.sessions;
    this.#languageSource = languageSource(options);
    this.#languages = parts.languages;
    this.#views = makeViews(this.name, options.manifest.views);
    this.localeOf = makeLocaleOf(() => this.#languages, options.config.locales);
    const { config, clock, log, serverFactory } = options;
    const { bodyLimit, server } = config;
    const languageOf = this.#languageOf;
    const secure = (reply: FastifyReply): void => this.#secure(reply);
    const { trustProxy } = server;
    this.fastify = makeInstance({ clock, bodyLimit, trustProxy, log, serverFactory, languageOf, secure });
  }

  /** What the app serves, in the order of its files; with `placeOf`, which is slow, also where each stage was written. */
  routes(placeOf?: PlaceOf): readonly ServedRoute[] {
    return this.#mounted.map((route) => describeRoute(this, route, placeOf));
  }

  /** The OpenAPI 3.1 document of the routes, whether it is served or not; built when it is asked for first. */
  async openapi(): Promise<OpenApiDocument> {
    const { buildDocument } = await import("./openapi/document.ts");
    return (this.#document ??= buildDocument(
      this.#found,
      apiInfo(this.config, { root: this.#root, cookies: this.cookies }),
    ));
  }

  /**
   * The sessions of the app's users: `list`, `revoke`.
   * @throws MegaError `session_off` without `session` in the app's config
   */
  get sessions(): AppSessions {
    if (this.#sessions === null) throw new MegaError("session_off", {});
    return this.#sessions;
  }

  /** The languages of the app; its texts may be exchanged while it runs. */
  get languages(): Languages {
    return this.#languages;
  }

  translatorOf(locale: string): Translate {
    return this.#languages.in(locale).translate;
  }

  /**
   * Compiles other texts for the running app. Nothing changes until what it gives back is called, which cannot fail.
   * @throws MegaError `message_invalid`
   */
  async prepareTexts({ locales, views: sources }: AppTexts): Promise<() => void> {
    const languages = await loadLanguages({ ...this.#languageSource, locales });
    const views = makeViews(this.name, sources);
    return () => {
      this.#languages = languages;
      this.#views = views;
    };
  }

  async close(): Promise<void> {
    await this.fastify.close();
  }

  async #open(options: MegaAppOptions): Promise<void> {
    const { manifest, config, mode, root, clock, health, log, processes } = options;
    const { fastify } = this;
    const routes = await findRoutes(manifest.routes, config);
    const seen = watchHooks(fastify);
    const asp = addAsp(fastify, { config, file: manifest.config.file, cache: this.cache, clock });
    const tokens = makeCsrfTokens(this.cookies);
    fastify.decorateRequest(CTX, null);
    fastify.decorateReply(REPLY_START_SYMBOL, 0);
    addBodyParsers(fastify);
    const folder = await UploadFolder.open(resolve(root, config.uploads.folder), processes);
    fastify.addHook("onClose", () => folder.close());
    const uploads = addUploads(fastify, { settings: config.uploads, folder });
    fastify.setValidatorCompiler(compileSchema);
    const csrfToken = tokens.create;
    const renderPage = addViews(fastify, { app: this, views: () => this.#views, csrfToken });
    const developedIn = mode === "development" ? root : null;
    const answerError = buildErrorHandler({ languageOf: this.#languageOf, developedIn, renderPage });
    fastify.setErrorHandler(answerError);
    fastify.setNotFoundHandler(buildNotFoundHandler(answerError, watchMethods(fastify)));
    const parts = {
      mode,
      clock,
      hosts: config.hosts,
      counters: rateCounters(options),
      requestHeaders: aspRequestHeaders(config),
    };
    const security = addSecurity(fastify, config, parts);
    const { headers } = security;
    if (headers !== null) this.#secure = (reply) => writeHeaders(reply, headers);
    if (log?.isLevelEnabled("info")) logRequests(fastify);
    await addUserCookies(fastify, { defaults: cookieAttributes(config.cookies, mode), secret: config.secret });
    await addCompression(fastify, config);
    for (const plugin of config.plugins) await addPlugin(fastify, plugin);
    addHealthRoutes(fastify, health);
    // In the order in which they run; `mega routes` shows them so.
    const guards: readonly RouteGuard[] = [
      // Ahead of the forgery check, which looks for the token in the form.
      uploads,
      ...securityGuards(security, tokens),
      timeLimit,
      ...asp,
      ...this.#addSessions(config),
    ];
    this.#mounted = mountRoutes(fastify, routes, {
      app: this,
      guards,
      wrapsInHook: seen.has("preSerialization"),
      languageParam: config.locales.query,
    });
    this.#found = routes;
    const docs = docsPlaces(config, mode);
    if (docs !== null) serveDocs(fastify, { ...docs, document: () => this.openapi() });
    const { publicDir } = manifest;
    if (publicDir !== null && config.static !== false)
      await serveFolder(fastify, resolve(root, publicDir), config.static);
    security.addPreflights();
    await this.#makeReady();
  }

  async #makeReady(): Promise<void> {
    try {
      await this.fastify.ready();
    } catch (error) {
      throw explainStart(error, this.#mounted);
    }
  }

  #addSessions({ session }: AppSettings): readonly RouteGuard[] {
    if (this.#sessions === null || session === undefined) return [];
    this.fastify.decorateRequest(SESSION, null);
    return sessionGuards({ sessions: this.#sessions, cookies: this.cookies, cookieName: session.cookieName });
  }
}

interface AppParts {
  readonly services: ServicesFactory;
  readonly languages: Languages;
}

async function addPlugin(fastify: FastifyInstance, given: AppPlugin): Promise<void> {
  const [plugin, options] = typeof given === "function" ? [given, {}] : given;
  // Whoever wrote the config has given the plugin what it wants.
  await fastify.register(plugin as FastifyPluginAsync<object>, options);
}

function languageSource({ manifest, config, mode, log }: MegaAppOptions): LanguageSource {
  return { app: manifest.name, locales: manifest.locales, settings: config.locales, mode, log };
}

/** In `caches.rate` when the project has one, for all processes together; else in this process. */
function rateCounters({ manifest, config, cache, clock, log }: MegaAppOptions): RateCounters {
  if (config.caches["rate"] === undefined) return makeMemoryCounters(clock);
  return makeSharedCounters({ cache: cache["rate"] as Cache, app: manifest.name, clock, log });
}
