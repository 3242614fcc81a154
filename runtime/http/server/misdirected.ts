import type { FastifyInstance } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";
import { buildErrorHandler } from "../answer/error-handler.ts";
import { addHeaders, type SecurityHeaders } from "../security/headers.ts";
import { addHealthRoutes, type Readiness } from "./health-routes.ts";

export interface MisdirectedOptions {
  readonly health: Readiness;
  /** The project's folder while it is developed. */
  readonly developedIn: string | null;
  readonly headers: SecurityHeaders;
}

/**
 * Takes the requests for hosts that no app has: 421, before anything of the body is read. Health is told on every host,
 * because balancers ask by address.
 */
export async function openMisdirected(
  fastify: FastifyInstance,
  { health, developedIn, headers }: MisdirectedOptions,
): Promise<void> {
  fastify.setErrorHandler(buildErrorHandler({ developedIn, renderPage: () => null }));
  addHeaders(fastify, headers);
  addHealthRoutes(fastify, health);
  fastify.addHook("onRequest", (req, _reply, done) => {
    done(req.is404 ? new MegaError("misdirected_request", { host: req.host }) : undefined);
  });
  await fastify.ready();
}
