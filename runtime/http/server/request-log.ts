import type { FastifyReply, FastifyRequest } from "fastify";

import { redactQuery } from "../../config/redact.ts";
import { whenOver } from "./exchange.ts";

/** One line for a request when it is over: method, address without secrets, status and time; also when the client did not wait for it. */
export function logRequest(req: FastifyRequest, reply: FastifyReply): void {
  whenOver(reply, (end) => {
    const { method } = req;
    const url = redactQuery(req.url);
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const status = end === "answered" || reply.raw.headersSent ? reply.statusCode : LEFT;
    const fields = { method, url, route: req.routeOptions.url, status, ms };
    req.log.info(fields, `${method} ${url} ${status} ${ms} ms${end === "left" ? ", the client left" : ""}`);
  });
}

/** As proxies log it, and the status of `client_left`. */
const LEFT = 499;
