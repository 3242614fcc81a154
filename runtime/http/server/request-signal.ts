import type { FastifyReply, FastifyRequest } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";
import { whenOver } from "./exchange.ts";

/**
 * `ctx.signal`: aborts when the client leaves (reason `client_left`) or the route's time ends (`route_timeout`), never
 * once the answer is sent. Made when it is first asked for. Not Fastify's `request.signal`: that one aborts as soon as a
 * body was read.
 */
export function signalOf(req: FastifyRequest, reply: FastifyReply): AbortSignal {
  return controllerOf(req, reply).signal;
}

/** Tells the work for a request to stop. */
export function abortWork(reply: FastifyReply, reason: MegaError): void {
  controllerOf(reply.request, reply).abort(reason);
}

const controllers = new WeakMap<FastifyRequest, AbortController>();

function controllerOf(req: FastifyRequest, reply: FastifyReply): AbortController {
  const known = controllers.get(req);
  if (known !== undefined) return known;
  const made = new AbortController();
  controllers.set(req, made);
  whenOver(reply, (end) => {
    if (end === "left") made.abort(new MegaError("client_left", { method: req.method, path: pathOf(req) }));
  });
  return made;
}

function pathOf({ url }: FastifyRequest): string {
  return url.split("?", 1)[0] ?? url;
}
