import type { DoneFuncWithErrOrRes, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";

import type { FoundRoute } from "./find-routes.ts";

/** The moments of a request at which a part of the framework acts, in their order. */
const GUARD_MOMENTS = ["onRequest", "preParsing", "preValidation", "preHandler", "onSend"] as const;

export type GuardMoment = (typeof GUARD_MOMENTS)[number];

/**
 * A part of the framework that stands around the project's own stages: headers, CORS, rate limit, CSRF, session. The app
 * hands all of them to the routes, in the order in which they run, so that each route can say what guards it.
 */
export interface RouteGuard {
  readonly moment: GuardMoment;
  /** What it is for one route; null when the route goes without. Asked once a route, when it is mounted. */
  readonly forRoute: (route: GuardedRoute) => GuardedBy | null;
}

/** In the order in which they run: by moment, then as they are given. */
export function inOrder(guards: readonly RouteGuard[]): readonly RouteGuard[] {
  return GUARD_MOMENTS.flatMap((moment) => guards.filter((guard) => guard.moment === moment));
}

/** What guards are told of a route. */
export type GuardedRoute = Pick<FoundRoute, "path" | "options"> & { readonly method: string };

export interface GuardedBy {
  /** As `mega routes` shows it, with what counts: `rate limit 1000 in 1 minute`. */
  readonly name: string;
  /** What runs for this route; left out by a guard that is a hook of the whole app. */
  readonly hook?: GuardHook | GuardSendHook;
}

/** A hook of Fastify that is not async: it calls `done`, with an error to refuse. */
export type GuardHook = (req: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

/** The same at the moment `onSend`: it may hand on another payload. */
// Fastify calls it with four arguments.
// oxlint-disable-next-line max-params
export type GuardSendHook = (
  req: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
) => void;
