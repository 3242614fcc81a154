import type { FastifyReply } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";
import { whenOver } from "../server/exchange.ts";
import { abortWork } from "../server/request-signal.ts";
import type { GuardHook, RouteGuard } from "./route-guard.ts";

/**
 * Ends a request whose answer has not begun after its route's `timeoutMs`: the work is told to stop (`ctx.signal`), the
 * client gets 503 `route_timeout`. A stream that has begun may take its time. Not Fastify's `handlerTimeout`, which forgets requests with a body.
 */
export const timeLimit: RouteGuard = {
  moment: "onRequest",
  forRoute: ({ options: { timeoutMs } }) =>
    timeoutMs === undefined ? null : { name: `time limit ${timeoutMs} ms`, hook: startTimer(timeoutMs) },
};

function startTimer(limitMs: number): GuardHook {
  if (!Number.isInteger(limitMs) || limitMs < 1)
    throw new TypeError(`timeoutMs must be a whole number of milliseconds above 0, not ${limitMs}`);
  return (_req, reply, done) => {
    const timer = setTimeout(() => expire(reply, limitMs), limitMs);
    const stop = (): void => clearTimeout(timer);
    whenOver(reply, stop);
    whenSent(reply, stop);
    done();
  };
}

/** Calls back when an answer is handed over: hooks of plugins may still hold it for a while, but it must not be replaced. */
function whenSent(reply: FastifyReply, callback: () => void): void {
  const send = reply.send.bind(reply);
  reply.send = (payload) => {
    callback();
    return send(payload);
  };
}

function expire(reply: FastifyReply, limitMs: number): void {
  const { method, routeOptions } = reply.request;
  const error = new MegaError("route_timeout", { method, path: routeOptions.url ?? "", limitMs });
  abortWork(reply, error);
  // Whoever heard of it may have answered.
  if (reply.sent) return;
  // Written past Fastify, an answer that has begun cannot become a failure; cut off, nobody takes it for the whole.
  if (reply.raw.headersSent) reply.raw.destroy();
  else reply.send(error);
}
