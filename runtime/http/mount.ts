import type {
  DoneFuncWithErrOrRes,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  HookHandlerDoneFunction,
  RouteOptions,
} from "fastify";

import type { CtxApp } from "../core/ctx-ports.ts";
import { envelope, envelopeSchema } from "../core/envelope.ts";
import { MegaError } from "../core/errors.ts";
import { buildHttpPipeline, type HttpPipeline } from "../core/pipeline.ts";
import type { ManifestFile } from "../manifest.ts";
import { checkCsrf } from "./csrf.ts";
import { isRouteFile, type AnyRouteOptions, type RouteDefinition, type RouteFile } from "./define-routes.ts";
import { compileSchemas } from "./validation.ts";

/** A route with the file it comes from. */
export interface FoundRoute extends RouteDefinition {
  readonly file: string;
}

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

/**
 * Loads every route file of an app.
 * @throws MegaError `routes_invalid` with every mistake of every file
 */
export async function findRoutes(files: readonly ManifestFile[], prefix: string): Promise<readonly FoundRoute[]> {
  const found: FoundRoute[] = [];
  const mistakes: string[] = [];
  let cause: unknown;
  for (const { file, load } of files) {
    try {
      const { default: routes } = (await load()) as { readonly default?: unknown };
      if (isRouteFile(routes)) found.push(...fromFile(file, routes, prefix));
      else mistakes.push(`${file}: the default export must be made by defineRoutes`);
    } catch (error) {
      mistakes.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      cause ??= error;
    }
  }
  mistakes.push(...duplicates(found));
  if (mistakes.length > 0) throw new MegaError("routes_invalid", { mistakes }, { cause });
  return found;
}

function fromFile(file: string, { routes }: RouteFile, prefix: string): readonly FoundRoute[] {
  return routes.map(({ method, path, options, handler }) => {
    return { method, path: withPrefix(prefix, path), options, handler, file };
  });
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

function withPrefix(prefix: string, path: string): string {
  return prefix === "" ? path : `${prefix}${path === "/" ? "" : path}`;
}

/** Two routes for one address, whatever their parameters are called; both files are named. */
function duplicates(routes: readonly FoundRoute[]): readonly string[] {
  const places = new Map<string, string>();
  const mistakes: string[] = [];
  for (const { method, path, file } of routes) {
    const address = `${method} ${path.replace(/:[A-Za-z0-9_]+/g, ":")}`;
    const other = places.get(address);
    if (other === undefined) places.set(address, file);
    else mistakes.push(`${file}: ${method} ${path} is served by ${other === file ? "this file" : other} already`);
  }
  return mistakes;
}

function toFastifySchema(options: AnyRouteOptions): FastifySchema {
  const { params, query, body, headers, summary, tags } = options;
  const response = responseSchemas(options);
  return {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers: lowerCaseNames(headers) }),
    ...(response === undefined ? {} : { response }),
    ...(summary === undefined ? {} : { summary }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
  };
}

/** The serializers of a route's successes; failures are written by the error handler. */
function responseSchemas({ response, envelope }: AnyRouteOptions): Readonly<Record<string, object>> | undefined {
  if (response === undefined) return undefined;
  const byStatus = isByStatus(response) ? response : { "2xx": response };
  const successes = Object.entries(byStatus).filter(([status]) => !/^[45]/.test(status));
  return Object.fromEntries(
    successes.map(([status, schema]) => [status, envelope === false ? schema : envelopeSchema(schema)]),
  );
}

function isByStatus(response: object): response is Readonly<Record<string, object>> {
  const keys = Object.keys(response);
  return keys.length > 0 && keys.every((key) => /^[1-5](?:\d\d|xx)$/.test(key));
}

/** Node hands header names over in lower case. */
function lowerCaseNames(schema: object): object {
  const { properties, required, ...rest } = schema as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly required?: readonly string[];
  };
  const lower = Object.entries(properties ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...rest,
    properties: Object.fromEntries(lower),
    ...(required === undefined ? {} : { required: required.map((name) => name.toLowerCase()) }),
  };
}
