import {
  fastify as makeFastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerFactory,
} from "fastify";
import type { Logger as PinoLogger } from "pino";

import type { ServerSettings } from "../../config/settings.ts";
import type { Clock } from "../../core/ports.ts";
import { buildErrorHandler, type ErrorHandlerOptions } from "../answer/error-handler.ts";
import { MAX_PARAM_LENGTH } from "../answer/failure.ts";
import { writeHeaders, type SecurityHeaders } from "../security/headers.ts";
import { makeRequestIds } from "./request-id.ts";
import { RequestStart } from "./request-start.ts";
import { compileTrust } from "./trust-proxy.ts";

export interface InstanceOptions {
  readonly clock: Clock;
  readonly trustProxy: ServerSettings["trustProxy"];
  readonly bodyLimit?: number;
  /** Null: nothing is logged, and nothing is paid for it. */
  readonly log: PinoLogger | null;
  /** Makes the server it answers on; Fastify's own unless said. */
  readonly serverFactory?: FastifyServerFactory | undefined;
  readonly languageOf?: ErrorHandlerOptions["languageOf"];
  /** Of an answer that no hook sees, because the address cannot be read; null for none. */
  readonly headers: SecurityHeaders | null;
}

/** A Fastify instance as mega uses it: its own log lines, error answers and server errors are left to mega. */
export function makeInstance(options: InstanceOptions): FastifyInstance {
  const { clock, trustProxy, bodyLimit, log, serverFactory, languageOf, headers } = options;
  // Typed as Fastify's own logger, so that the instance has Fastify's default type. It is a child, because Fastify's
  // own lines are switched off for a moment.
  const logger: FastifyBaseLogger | null = log?.child({}) ?? null;
  const answerError = buildErrorHandler({ languageOf, developedIn: null, renderPage: () => null });
  return makeFastify({
    ...(logger === null ? { logger: false } : { loggerInstance: logger }),
    ...(serverFactory === undefined ? {} : { serverFactory, clientErrorHandler: () => {} }),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
    trustProxy: compileTrust(trustProxy) ?? false,
    logController: new RequestStart(clock, log?.isLevelEnabled("info") === true),
    genReqId: makeRequestIds(),
    // While it closes, what still arrives is answered; balancers learn from /health/ready.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, req, reply) => {
      if (headers !== null) writeHeaders(reply, headers);
      answerError(error, req, reply);
    },
  });
}
