import type {
  DoneFuncWithErrOrRes,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
  RouteOptions,
} from "fastify";

import type { CtxApp } from "../../core/ctx/ctx-ports.ts";
import { envelope } from "../../core/envelope.ts";
import { MegaError } from "../../core/errors/errors.ts";
import { buildHttpPipeline, type HttpPipeline, type StageObserver } from "../../core/pipeline.ts";
import { withoutBody } from "../answer/head-answer.ts";
import { addTogether } from "./add-together.ts";
import type { FoundRoute } from "./find-routes.ts";
import {
  type GuardedBy,
  type GuardHook,
  type GuardedRoute,
  type GuardMoment,
  type GuardSendHook,
  type RouteGuard,
} from "./route-guard.ts";
import { ownSecurity } from "../security/policy.ts";
import { afterHooks } from "./run-after.ts";
import { toFastifySchema } from "./route-schemas.ts";
import type { LateSchemas } from "./late-schemas.ts";
import { compileSchemas } from "./validation.ts";

export interface MountOptions {
  readonly app: CtxApp;
  /** Everything of the framework that guards routes, in the order in which it runs. */
  readonly guards: readonly RouteGuard[];
  /** A plugin has a preSerialization hook, which must see the bare value: the envelope then is the last such hook. */
  readonly wrapsInHook: boolean;
  /** The query parameter that chooses the language of any route. */
  readonly languageParam: string | false;
  /** Compiles schemas on first use; null: all of them now, so that a broken one is a mistake of its file. */
  readonly late: LateSchemas | null;
  readonly observer?: StageObserver | null;
}

/** A route that is served, with its compiled stages. */
export interface MountedRoute {
  readonly route: FoundRoute;
  readonly guards: readonly MountedGuard[];
  readonly pipeline: HttpPipeline;
}

export interface MountedGuard extends GuardedBy {
  readonly moment: GuardMoment;
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
  const mount = (route: FoundRoute): void => {
    try {
      const one = compileRoute(route, options);
      fastify.route(toFastifyRoute(one, { ...options, fastify }));
      mounted.push(one);
    } catch (error) {
      const { file, method, path } = route;
      mistakes.push(`${file}: ${method} ${path}: ${(error as Error).message}`);
    }
  };
  addTogether(fastify, () => routes.forEach(mount));
  if (mistakes.length > 0) throw new MegaError("routes_invalid", { mistakes });
  return mounted;
}

/** Fastify builds serializers when it starts; its error then gets the file of the route. */
export function explainStart(error: unknown, mounted: readonly MountedRoute[]): unknown {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (code !== "FST_ERR_SCH_SERIALIZATION_BUILD") return error;
  const text = String(message);
  const broken = mounted.find(({ route: { method, path } }) => text.includes(method) && text.includes(`: ${path},`));
  return new MegaError("routes_invalid", { mistakes: [mistakeOf(broken?.route, text)] }, { cause: error });
}

function mistakeOf(route: FoundRoute | undefined, text: string): string {
  if (route === undefined) return `a route: ${text}`;
  return `${route.file}: ${route.method} ${route.path}: ${text.slice(text.indexOf(BEFORE_REASON) + BEFORE_REASON.length)}`;
}

/** How Fastify names a route whose schema is broken: `… schema for GET: /posts, due to error …`. */
const BEFORE_REASON = ", due to error ";

function compileRoute(route: FoundRoute, { app, guards, wrapsInHook, observer = null }: MountOptions): MountedRoute {
  const { method, path, handler, options: settings } = route;
  const pipeline = buildHttpPipeline({
    app,
    method,
    path,
    handler,
    before: settings.before ?? [],
    transform: settings.transform ?? [],
    after: settings.after ?? [],
    envelope: settings.envelope !== false && (wrapsInHook ? "later" : true),
    observer,
  });
  return { route, guards: guardsOf(route, guards), pipeline };
}

interface FastifyMountOptions extends MountOptions {
  readonly fastify: FastifyInstance;
}

/** What guards a route, in the order of the guards. */
export function guardsOf(route: GuardedRoute, guards: readonly RouteGuard[]): readonly MountedGuard[] {
  return guards.flatMap(({ moment, forRoute }) => {
    const guarded = forRoute(route);
    return guarded === null ? [] : [{ ...guarded, moment }];
  });
}

/** What Fastify runs for the route, in the order of a request. */
function toFastifyRoute({ route, guards, pipeline }: MountedRoute, options: FastifyMountOptions): RouteOptions {
  const { wrapsInHook, languageParam } = options;
  const { method, path, options: settings } = route;
  const schema = toFastifySchema(settings, languageParam);
  const full: RouteOptions = {
    method: methodsOf(route, options),
    url: path,
    schema,
    ...schemaCompilers(route, schema, options),
    // Fastify's request and reply are the ports that the pipeline is written for.
    handler: pipeline.handler,
  };
  const security = ownSecurity(settings);
  if (security !== null) full.config = { mega: security };
  if (settings.bodyLimit !== undefined) full.bodyLimit = settings.bodyLimit;
  for (const { moment, hook } of guards) if (hook !== undefined) addHook(full, moment, hook);
  if (wrapsInHook && settings.envelope !== false) full.preSerialization = putIntoEnvelope;
  if (method === "GET") addHook(full, "onSend", withoutBody);
  if (pipeline.after !== null) {
    const { onRequest, onResponse } = afterHooks(pipeline.after);
    addHook(full, "onRequest", onRequest);
    full.onResponse = onResponse;
  }
  return full;
}

/** A plugin may have a HEAD of its own for the path. */
function methodsOf({ method, path }: FoundRoute, { fastify }: FastifyMountOptions): RouteOptions["method"] {
  return method === "GET" && !fastify.hasRoute({ method: "HEAD", url: path }) ? ["GET", "HEAD"] : method;
}

function schemaCompilers(
  { file, method, path }: FoundRoute,
  schema: FastifySchema,
  { late, fastify }: FastifyMountOptions,
): Pick<RouteOptions, "validatorCompiler" | "serializerCompiler"> {
  if (late === null) return { validatorCompiler: compileSchemas(schema) };
  const name = `${file}: ${method} ${path}`;
  return {
    validatorCompiler: late.validators(name),
    serializerCompiler: late.serializers(name, fastify),
  };
}

function addHook(full: RouteOptions, moment: GuardMoment, hook: GuardHook | GuardSendHook): void {
  // The hooks of a route are lists here; Fastify's type also allows a single one.
  const hooks = (full[moment] ?? []) as (typeof hook)[];
  Object.assign(full, { [moment]: [...hooks, hook] });
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
