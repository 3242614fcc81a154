import type {
  DoneFuncWithErrOrRes,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  RouteOptions,
} from "fastify";

import type { CtxApp } from "../../core/ctx-ports.ts";
import { envelope } from "../../core/envelope.ts";
import { MegaError } from "../../core/errors.ts";
import { buildHttpPipeline, type HttpPipeline } from "../../core/pipeline.ts";
import { checkCsrf } from "../security/csrf.ts";
import type { FoundRoute } from "./find-routes.ts";
import { toFastifySchema } from "./route-schemas.ts";
import { compileSchemas } from "./validation.ts";

/** A route that is served, with its compiled stages. */
export interface MountedRoute {
  readonly file: string;
  readonly pipeline: HttpPipeline;
}

/** A route for people to look at. */
export interface ServedRoute {
  readonly app: string;
  readonly method: string;
  readonly path: string;
  readonly file: string;
  /** Names of before, handler, transform, envelope, after. */
  readonly stages: readonly string[];
}

export function describeRoute(app: string, { file, pipeline }: MountedRoute): ServedRoute {
  const { method, path, stages } = pipeline.describe();
  return { app, method, path, file, stages: stages.map(({ name }) => name) };
}

export interface MountOptions {
  readonly app: CtxApp;
  /** False when the app has turned the protection off. */
  readonly hasCsrf: boolean;
  /** A plugin has a preSerialization hook, which must see the bare value: the envelope then is the last such hook. */
  readonly wrapsInHook: boolean;
}

/**
 * Compiles each route and hands it to Fastify.
 * @throws MegaError `routes_invalid` with every route that cannot be served
 */
export function mountRoutes(
  fastify: FastifyInstance,
  routes: readonly FoundRoute[],
  options: MountOptions,
): readonly MountedRoute[] {
  const mounted: MountedRoute[] = [];
  const mistakes: string[] = [];
  for (const route of routes) {
    const { file, method, path } = route;
    const pipeline = compileRoute(route, options);
    try {
      fastify.route(toFastifyRoute(route, pipeline, options));
      mounted.push({ file, pipeline });
    } catch (error) {
      mistakes.push(`${file}: ${method} ${path}: ${(error as Error).message}`);
    }
  }
  if (mistakes.length > 0) throw new MegaError("routes_invalid", { mistakes });
  return mounted;
}

/** Fastify builds serializers when it starts; its error then gets the file of the route. */
export function explainStart(error: unknown, mounted: readonly MountedRoute[]): unknown {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code !== "FST_ERR_SCH_SERIALIZATION_BUILD") return error;
  const route = mounted.find(({ pipeline }) => {
    const { method, path } = pipeline.describe();
    return String(message).includes(` ${method}: ${path},`);
  });
  return new MegaError(
    "routes_invalid",
    { mistakes: [`${route?.file ?? "a route"}: ${String(message)}`] },
    { cause: error },
  );
}

function compileRoute({ method, path, handler, options: settings }: FoundRoute, options: MountOptions): HttpPipeline {
  return buildHttpPipeline({
    app: options.app,
    method,
    path,
    handler,
    before: settings.before ?? [],
    transform: settings.transform ?? [],
    after: settings.after ?? [],
    envelope: settings.envelope !== false && (options.wrapsInHook ? "later" : true),
  });
}

function toFastifyRoute(route: FoundRoute, pipeline: HttpPipeline, options: MountOptions): RouteOptions {
  const { method, path, options: settings } = route;
  const isProtected = options.hasCsrf && settings.csrf !== false && method !== "GET";
  const schema = toFastifySchema(settings);
  const full: RouteOptions = {
    method,
    url: path,
    // Fastify's request and reply are the ports that the pipeline is written for.
    handler: pipeline.handler,
    schema,
    validatorCompiler: compileSchemas(schema),
  };
  if (isProtected) full.preValidation = guard;
  if (options.wrapsInHook && settings.envelope !== false) full.preSerialization = putIntoEnvelope;
  if (pipeline.after !== null) full.onResponse = pipeline.after as never;
  if (settings.bodyLimit !== undefined) full.bodyLimit = settings.bodyLimit;
  if (settings.timeoutMs !== undefined) full.handlerTimeout = settings.timeoutMs;
  return full;
}

function guard(req: FastifyRequest, _reply: FastifyReply, done: HookHandlerDoneFunction): void {
  try {
    checkCsrf(req);
  } catch (error) {
    return done(error as Error);
  }
  done();
}

// Fastify calls hooks with four arguments.
// oxlint-disable-next-line max-params
function putIntoEnvelope(
  _req: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  done(null, envelope(payload));
}
