import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction, RouteOptions } from "fastify";

import type { SecuritySettings } from "../../config/parts/security.ts";
import { answerPreflight, isPreflight, type Cors } from "./cors.ts";
import {
  checkSecurity,
  compilePolicy,
  ownSecurity,
  type Policy,
  type PolicyParts,
  type RouteSecurity,
} from "./policy.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a plugin's route says of its own security: `config: { mega: { rateLimit: false } }`. */
    mega?: RouteSecurity;
  }
}

export interface Security {
  /** The policy of a route: the app's own, or one for what the route says of itself. */
  readonly policyOf: (own: RouteSecurity | null, method: string, path: string) => Policy;
  /** Serves the preflights of routes whose CORS is their own; call it when every route is there. */
  readonly addPreflights: () => void;
}

/**
 * Puts the app's security in front of every request, whoever answers it, and its headers on every answer. Add it before
 * any plugin: one that answers by itself comes after it.
 */
export function addSecurity(fastify: FastifyInstance, settings: SecuritySettings, parts: PolicyParts): Security {
  const standard = compilePolicy(settings, "", parts);
  const policies = new Map<string, Policy>();
  const preflights: Preflights = new Map();
  const policyOf: Security["policyOf"] = (own, method, path) => {
    if (own === null) return standard;
    // HEAD is GET without a body.
    const route = `${method.replace("HEAD", "GET")} ${path}`;
    const policy = policies.get(route) ?? ownPolicy(own, route);
    policies.set(route, policy);
    return policy;
  };
  const ownPolicy = (own: RouteSecurity, route: string): Policy => {
    checkSecurity(own);
    const policy = compilePolicy({ ...settings, ...own }, route, parts);
    // Without a limit of its own, a route counts with all others.
    return own.rateLimit === undefined ? { ...policy, limiter: standard.limiter } : policy;
  };
  fastify.addHook("onRoute", (route) => {
    const own = ownSecurity(route.config?.mega ?? {});
    if (own === null) return;
    const methods = [route.method].flat();
    const policy = policyOf(own, methods.join(","), route.url);
    route.config = withPolicy(route.config, policy);
    if (own.cors !== undefined) remember(preflights, route.url, { methods, cors: policy.cors });
  });
  const find: FindPolicy = (req) => (req.routeOptions.config as WithPolicy)[POLICY] ?? standard;
  fastify.decorateRequest(CHOSEN, undefined);
  fastify.addHook("onRequest", admission(find));
  // Fastify calls hooks with four arguments.
  // oxlint-disable-next-line max-params
  fastify.addHook("onSend", (req, reply, _payload, done) => {
    const { headers, cors } = (req as WithChosen)[CHOSEN] ?? find(req);
    if (headers !== null) headers.complete(reply);
    if (cors !== null) cors.expose(req, reply);
    done();
  });
  return { policyOf, addPreflights: () => addPreflights(fastify, preflights, standard) };
}

const POLICY: unique symbol = Symbol("mega.policy");

/** The policy of a request: Fastify makes `routeOptions` anew at each look. */
const CHOSEN: unique symbol = Symbol("mega.chosenPolicy");

interface WithChosen {
  [CHOSEN]?: Policy;
}

interface WithPolicy {
  readonly [POLICY]?: Policy;
}

type RouteConfig = NonNullable<RouteOptions["config"]>;

function withPolicy(config: object | undefined, policy: Policy): RouteConfig {
  return { ...config, [POLICY]: policy } as RouteConfig;
}

type FindPolicy = (req: FastifyRequest) => Policy;

/** Writes what every answer has, counts, then answers preflights, then looks where the request comes from. All of it at once while counts are in memory. */
function admission(find: FindPolicy) {
  return (req: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const policy = find(req);
    (req as WithChosen)[CHOSEN] = policy;
    if (policy.headers !== null) policy.headers.start(reply);
    const counting = policy.limiter === null ? undefined : policy.limiter.admit(req, reply);
    if (counting === undefined) {
      if (isAdmitted(policy, req, reply)) done();
      return;
    }
    // Fastify goes on after a promise in any case; an answered preflight is over.
    // oxlint-disable-next-line promise/no-callback-in-promise
    counting.then(() => isAdmitted(policy, req, reply)).then((goesOn) => goesOn && done(), done);
  };
}

/** False: it is answered. */
function isAdmitted(policy: Policy, req: FastifyRequest, reply: FastifyReply): boolean {
  // A route for OPTIONS, or a plugin with one for all of them, knows better.
  if (req.method === "OPTIONS" && req.is404 && isPreflight(req)) {
    answerPreflight(policy.cors, req, reply);
    return false;
  }
  if (policy.checkOrigin !== null) policy.checkOrigin(req);
  return true;
}

/** Path → method → what other origins may do there. */
type Preflights = Map<string, Map<string, Cors | null>>;

function remember(
  preflights: Preflights,
  path: string,
  { methods, cors }: { readonly methods: readonly string[]; readonly cors: Cors | null },
): void {
  const known = preflights.get(path) ?? new Map<string, Cors | null>();
  for (const method of methods) known.set(method, cors);
  preflights.set(path, known);
}

function addPreflights(fastify: FastifyInstance, preflights: Preflights, standard: Policy): void {
  for (const [url, byMethod] of preflights) {
    if (fastify.hasRoute({ method: "OPTIONS", url })) continue;
    fastify.route({
      method: "OPTIONS",
      url,
      // Whose CORS it is depends on the method that is asked for.
      config: withPolicy({}, { ...standard, cors: null }),
      handler: (req, reply) => {
        if (!isPreflight(req)) return reply.callNotFound();
        const cors = byMethod.get(String(req.headers["access-control-request-method"]));
        answerPreflight(cors === undefined ? standard.cors : cors, req, reply);
        return reply;
      },
    });
  }
}
