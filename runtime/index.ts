export { boot, type BootOptions, type MegaRuntime } from "./boot.ts";
export {
  defineAppConfig,
  defineConfig,
  type AppConfig,
  type AppSettings,
  type ConfigOf,
  type GlobalConfig,
  type GlobalSettings,
  type MegaConfig,
} from "./config/settings.ts";
export type { CacheConfig } from "./config/parts/caches.ts";
export {
  DEFAULT_RATE_LIMIT,
  type CorsSettings,
  type CsrfSettings,
  type RateLimitSettings,
} from "./config/parts/security.ts";
export type { CookieSettings } from "./config/parts/cookies.ts";
export type { HelmetSettings } from "./config/parts/helmet.ts";
export type { DatabaseConfig, LogLevel } from "./config/parts/project.ts";
export { env } from "./config/env-ref.ts";
export type { Mode } from "./config/key.ts";
export { APP_ONLY_KEYS, GLOBAL_ONLY_KEYS } from "./config/keys.ts";
export { loadAndValidateConfig, loadConfig, type LoadConfigOptions, type LoadedConfig } from "./config/load.ts";
export type { ConfigExplanation, ConfigOrigin, ConfigStep, ConfigValue, Provenance } from "./config/provenance.ts";
export { MegaAspDecryptError, type AspRule } from "./core/errors/asp-error.ts";
export { buildAdapterAccessors } from "./core/ctx/adapter-accessors.ts";
export type { Cache, CacheCapabilities, CacheSetOptions, MegaCacheAdapter } from "./core/data/cache.ts";
export { buildHttpCtx, getHttpCtx, getLazyHttpCtx, type Ctx, type CtxParts } from "./core/ctx/ctx.ts";
export type { Caches, Databases, FailOptions, OkOptions, ServiceCtx } from "./core/ctx/ctx-ports.ts";
export type { Database, Db } from "./core/data/database.ts";
export { ENVELOPE_MARK, type Envelope, type FailureEnvelope } from "./core/envelope.ts";
export type { ErrorCode } from "./core/errors/error-table.ts";
export type { ValidationDetail } from "./core/errors/error-entry.ts";
export { isMegaError, MegaError, type MegaErrorOptions } from "./core/errors/errors.ts";
export {
  MegaBadGatewayError,
  MegaBadRequestError,
  MegaConflictError,
  MegaForbiddenError,
  MegaGatewayTimeoutError,
  MegaGoneError,
  MegaInternalError,
  MegaMethodNotAllowedError,
  MegaMissingReferenceError,
  MegaNotAcceptableError,
  MegaNotFoundError,
  MegaNotImplementedError,
  MegaPayloadTooLargeError,
  MegaPaymentRequiredError,
  MegaPreconditionFailedError,
  MegaPreconditionRequiredError,
  MegaRequestTimeoutError,
  MegaServiceUnavailableError,
  MegaTooManyRequestsError,
  MegaUnauthorizedError,
  MegaUnprocessableError,
  MegaUnsupportedMediaTypeError,
  MegaValidationError,
} from "./core/errors/http-errors.ts";
export type { Translate, TranslateArgs } from "./core/i18n/i18n.ts";
export { MegaService } from "./core/services/mega-service.ts";
export type { Page, PageInfo } from "./core/data/page.ts";
export { hashPassword, isPasswordHashOutdated, verifyPassword } from "./core/password.ts";
export {
  buildHttpPipeline,
  composeAfter,
  wrapPreHandler,
  type HttpPipeline,
  type PipelineDescription,
  type PipelineParts,
} from "./core/pipeline.ts";
export type { Clock, DbCapabilities, HealthAnswer, HealthCheck, Logger, MegaDbAdapter } from "./core/ports.ts";
export type {
  Auth,
  CurrentUser,
  Services,
  SessionData,
  Tables,
  UserId,
  Config,
  Locales,
  MessageKey,
} from "./core/registry.ts";
export type { AppSessions } from "./core/session/app-sessions.ts";
export type { Session, SessionInfo } from "./core/session/session.ts";
export { createSessionStore, type CreateSessionStoreOptions } from "./sessions.ts";
export { DEFAULT_FILE_CLEANUP_INTERVAL_MS } from "./config/parts/session.ts";
export { ajvErrorToValidationError, MAX_VALIDATION_DETAILS } from "./core/schema/validate.ts";
export { MegaApp, type MegaAppOptions } from "./http/app.ts";
export { defineMiddleware, defineRoutes, type RouteFile } from "./http/routes/define-routes.ts";
export {
  buildErrorHandler,
  type ErrorHandler,
  type ErrorHandlerOptions,
  type ErrorPageData,
} from "./http/answer/error-handler.ts";
export { upload, UploadedFile } from "./http/uploads/uploaded-file.ts";
export { ifMatch, withETag } from "./http/answer/etag.ts";
export type { ViewOptions } from "./http/pages/reply-view.ts";
export { definePlugin } from "./http/server/define-plugin.ts";
export { REPLY_START_SYMBOL } from "./http/server/request-start.ts";
export type { OpenApiDocument } from "./http/openapi/types.ts";
export type {
  Handler,
  HttpCtx,
  Middleware,
  RouteBuilder,
  RouteDocs,
  RouteOptions,
  RouteTransform,
  TypedRequest,
} from "./http/routes/route-types.ts";
export { defineFactory } from "./db/define-factory.ts";
export { defineMigration } from "./db/define-migration.ts";
export { defineSeed } from "./db/define-seed.ts";
export { field } from "./model/field.ts";
export { defineForm, type Form } from "./model/form.ts";
export { fillForm, type FilledForm } from "./model/fill-form.ts";
export { defineModel, type Model, type Row } from "./model/model.ts";
export { paginate } from "./model/paginate.ts";
export { submitForm, type FormResult } from "./model/submit-form.ts";
export type { AppManifest, Manifest, ManifestFile, ManifestText } from "./manifest.ts";
export { MegaHealth } from "./observe/health.ts";
export { sql } from "kysely";
export { Type, type Static, type TSchema } from "typebox";
