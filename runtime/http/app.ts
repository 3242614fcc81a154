import { resolve } from "node:path";

import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerFactory } from "fastify";
import type { Logger as PinoLogger } from "pino";

import type { Mode } from "../config/key.ts";
import type { AppSettings } from "../config/settings.ts";
import { CTX, getLazyHttpCtx } from "../core/ctx/ctx.ts";
import type { Caches, CtxApp, Databases } from "../core/ctx/ctx-ports.ts";
import { MegaError } from "../core/errors/errors.ts";
import type { Language, Languages } from "../core/i18n/i18n.ts";
import type { PlaceOf } from "../core/pipeline.ts";
import type { Clock, Processes } from "../core/ports.ts";
import { loadServices } from "../core/services/load-services.ts";
import { compileServices, type ServicesFactory } from "../core/services/services.ts";
import type { AppSessions } from "../core/session/app-sessions.ts";
import type { AppManifest, AppTexts, ManifestFile } from "../manifest.ts";
import { addCompression } from "./answer/compression.ts";
import { buildErrorHandler, buildNotFoundHandler } from "./answer/error-handler.ts";
import { addAsp } from "./asp/add-asp.ts";
import { addBodyParsers } from "./body/parsers.ts";
import { makeLocaleOf } from "./i18n/request-locale.ts";
import { addDocs, documentOf, type DocumentOf } from "./openapi/app-document.ts";
import type { OpenApiDocument } from "./openapi/types.ts";
import { addViews } from "./pages/reply-view.ts";
import { serveFolder } from "./pages/static.ts";
import type { CompiledSchemas } from "./routes/compiled-schemas.ts";
import { addTogether } from "./routes/add-together.ts";
import { describeOther, describeRoute, type ServedRoute } from "./routes/describe-route.ts";
import { findRoutes, type FoundRoute } from "./routes/find-routes.ts";
import { watchMethods } from "./routes/known-methods.ts";
import { explainStart, guardsOf, mountRoutes, type MountedRoute } from "./routes/mount.ts";
import { inOrder } from "./routes/route-guard.ts";
import { timeLimit } from "./routes/time-limit.ts";
import { LateSchemas } from "./routes/late-schemas.ts";
import { compileSchema } from "./routes/validation.ts";
import { watchRoutes } from "./routes/watch-routes.ts";
import { addAppSecurity } from "./security/app-security.ts";
import { cookieAttributes, makeCookies, type Cookies } from "./security/cookies.ts";
import { makeCsrfTokens, type CsrfTokens } from "./security/csrf-tokens.ts";
import { makeHeaders } from "./security/headers.ts";
import { securityGuards } from "./security/security-guards.ts";
import { addUserCookies } from "./security/user-cookies.ts";
import { ServedTexts } from "./served-texts.ts";
import type { AppObserver } from "./server/app-observer.ts";
import { addHealthRoutes, type Readiness } from "./server/health-routes.ts";
import { markAnswers } from "./server/mark-answers.ts";
import { makeInstance } from "./server/make-fastify.ts";
import { addPlugins } from "./server/plugins.ts";
import { signalOf } from "./server/request-signal.ts";
import { REPLY_START_SYMBOL } from "./server/request-start.ts";
import { addSessions } from "./session/add-sessions.ts";
import { visitorSessions } from "./session/visitor-sessions.ts";
import { addUploads } from "./uploads/uploads.ts";

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
  /** Schemas of routes are compiled on first use, unless they are here already; `checkRest` finds what is wrong with them. */
  readonly lateSchemas: CompiledSchemas | null;
  readonly processes: Processes;
  /** Null when the config has none. */
  readonly sessions: AppSessions | null;
  /** Null: nothing is logged, and nothing is paid for it. */
  readonly log: PinoLogger | null;
  /** Nobody watches unless said, and nothing is paid for it. */
  readonly observer?: AppObserver | null;
  /** Makes the server that the app answers on; Fastify's own unless said. */
  readonly serverFactory?: FastifyServerFactory;
}

/** One app of a project: a Fastify instance with the app's routes, services, views and texts. */
export class MegaApp implements CtxApp {
  readonly name: string;
  readonly config: AppSettings;
  readonly db: Databases;
  readonly cache: Caches;
  readonly clock: Clock;
  readonly services: ServicesFactory;
  readonly localeOf: CtxApp["localeOf"];
  readonly signalOf: typeof signalOf = signalOf;
  /** Signed cookies: `read`, `write`, `clear`. */
  readonly cookies: Cookies;
  readonly fastify: FastifyInstance;
  readonly #texts: ServedTexts;
  readonly #sessions: AppSessions | null;
  readonly #document: DocumentOf;
  readonly #late: LateSchemas | null;
  #mounted: readonly MountedRoute[] = [];
  #others: () => readonly ServedRoute[] = () => [];

  /**
   * Loads and compiles everything the app serves; it is not listening yet.
   * @throws MegaError `routes_invalid`, `services_invalid`, `message_invalid`
   */
  static async create(options: MegaAppOptions): Promise<MegaApp> {
    const { manifest, config } = options;
    const code = await loadCode(manifest);
    const services = compileServices(manifest.name, await loadServices(manifest.name, code.services));
    const texts = await ServedTexts.load(options);
    const routes = await findRoutes(code.routes, config);
    const app = new MegaApp(options, { services, texts, routes });
    await app.#open(options, routes);
    return app;
  }

  private constructor(options: MegaAppOptions, { services, texts, routes }: AppParts) {
    const { manifest, config, mode, root, db, cache, sessions, clock, log, serverFactory, lateSchemas } = options;
    this.name = manifest.name;
    this.config = config;
    this.db = db;
    this.cache = cache;
    this.clock = clock;
    this.services = services;
    this.localeOf = makeLocaleOf(() => texts.languages, config.locales);
    this.cookies = makeCookies(config.cookies, { secret: config.secret, mode });
    this.fastify = makeInstance({
      clock,
      log,
      serverFactory,
      bodyLimit: config.bodyLimit,
      trustProxy: config.server.trustProxy,
      headers: config.helmet === false ? null : makeHeaders(config.helmet, mode),
      languageOf: this.#languageOf,
    });
    this.#late = lateSchemas && new LateSchemas(lateSchemas);
    this.#texts = texts;
    this.#sessions = sessions;
    this.#document = documentOf({ routes, config, root, cookies: this.cookies });
  }

  /** What the app serves, in the order of its files; with `placeOf`, which is slow, also where each stage was written. */
  routes(placeOf?: PlaceOf): readonly ServedRoute[] {
    return this.#mounted.map((route) => describeRoute(this, route, placeOf));
  }

  /** What it serves beside them: the routes of plugins and the framework's own. */
  otherRoutes(): readonly ServedRoute[] {
    return this.#others();
  }

  /** The OpenAPI 3.1 document of the routes, whether it is served or not; built when it is asked for first. */
  openapi(): Promise<OpenApiDocument> {
    return this.#document();
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
    return this.#texts.languages;
  }

  languageIn(locale: string): Language {
    return this.languages.in(locale);
  }

  /**
   * Compiles other texts for the running app. Nothing changes until what it gives back is called, which cannot fail.
   * @throws MegaError `message_invalid`, `view_invalid`
   */
  prepareTexts(texts: AppTexts): Promise<() => void> {
    return this.#texts.prepare(texts);
  }

  /**
   * Finds what is wrong with what no request has needed yet: schemas, where they are compiled on first use, and views.
   * @throws MegaError `routes_invalid`, `view_invalid`
   */
  async checkRest(): Promise<void> {
    await this.#late?.compileRest();
    await this.#texts.checkRest();
  }

  async close(): Promise<void> {
    await this.fastify.close();
  }

  /** Adds what a request passes, in the order in which it does. */
  async #open(options: MegaAppOptions, routes: readonly FoundRoute[]): Promise<void> {
    const { manifest, config, mode, root, health, observer = null } = options;
    const { fastify, cookies } = this;
    const tokens = makeCsrfTokens(cookies, visitorSessions(cookies, config.session?.cookieName));
    const watch = watchRoutes(fastify);
    fastify.decorateRequest(CTX, null);
    fastify.decorateReply(REPLY_START_SYMBOL, 0);
    const security = addTogether(fastify, () => {
      observer?.watch(fastify, this.name);
      markAnswers(fastify);
      return addAppSecurity(fastify, options);
    });
    const { secret, plugins } = config;
    await addUserCookies(fastify, { defaults: cookieAttributes(config.cookies, mode), secret, plugins });
    const asp = addAsp(fastify, { ...options, file: manifest.config.file });
    addBodyParsers(fastify);
    const uploads = await addUploads(fastify, options);
    const sessions = addSessions(fastify, { config, sessions: this.#sessions, cookies, csrfTokens: tokens });
    fastify.setValidatorCompiler(compileSchema);
    await addCompression(fastify, config);
    this.#addErrorAnswers(options, tokens);
    const hooks = await watch.adding("plugin", () => addPlugins(fastify, plugins));
    addHealthRoutes(fastify, health);
    // Uploads are ahead of the forgery check, which looks for the token in the form.
    const guards = inOrder([uploads, ...securityGuards(security, tokens), timeLimit, ...asp, ...sessions]);
    const wrapsInHook = hooks.has("preSerialization");
    const languageParam = config.locales.query;
    const mount = { app: this, guards, wrapsInHook, languageParam, late: this.#late, observer };
    this.#mounted = await watch.adding("project", async () => mountRoutes(fastify, routes, mount));
    this.#others = () => watch.others.map((route) => describeOther(this, route, guardsOf(route, guards)));
    addDocs(fastify, options, this.#document);
    const { publicDir } = manifest;
    if (publicDir !== null && config.static !== false)
      await serveFolder(fastify, resolve(root, publicDir), config.static);
    security.addPreflights();
    await this.#makeReady();
  }

  /** Where every request ends that fails, and what pages are made with. */
  #addErrorAnswers({ mode, root }: MegaAppOptions, { create: csrfToken }: CsrfTokens): void {
    const { fastify } = this;
    const renderPage = addViews(fastify, { app: this, views: () => this.#texts.views, csrfToken });
    const developedIn = mode === "development" ? root : null;
    const answerError = buildErrorHandler({ languageOf: this.#languageOf, developedIn, renderPage });
    fastify.setErrorHandler(answerError);
    fastify.setNotFoundHandler(buildNotFoundHandler(answerError, watchMethods(fastify)));
  }

  readonly #languageOf = (req: FastifyRequest, reply: FastifyReply): Language =>
    this.languageIn(getLazyHttpCtx({ app: this, req, reply }).locale);

  async #makeReady(): Promise<void> {
    try {
      await this.fastify.ready();
    } catch (error) {
      throw explainStart(error, this.#mounted);
    }
  }
}

/** The code of the app, all of it loaded at once where that is possible. */
async function loadCode(app: AppManifest): Promise<Pick<AppManifest, "services" | "routes">> {
  const loaded = await app.loadCode?.().catch(() => null);
  if (!loaded) return app;
  const modules = new Map(Object.entries(loaded.default));
  const withModule = ({ file, load }: ManifestFile): ManifestFile => ({
    file,
    load: modules.has(file) ? async () => modules.get(file) : load,
  });
  return { services: app.services.map(withModule), routes: app.routes.map(withModule) };
}

interface AppParts {
  readonly services: ServicesFactory;
  readonly texts: ServedTexts;
  readonly routes: readonly FoundRoute[];
}
