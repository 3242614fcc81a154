import { LogController, type FastifyReply, type FastifyRequest } from "fastify";

import type { Clock } from "../../core/ports.ts";
import { logRequest } from "./request-log.ts";

/** Where a reply keeps when its request arrived, in milliseconds since 1970 by the app's clock: `reply[REPLY_START_SYMBOL]`. */
export const REPLY_START_SYMBOL: unique symbol = Symbol.for("mega.reply.start");

declare module "fastify" {
  interface FastifyReply {
    readonly [REPLY_START_SYMBOL]: number;
  }
}

/** Notes when requests arrive, and logs them when they are over, at the one place that Fastify passes for each: no hook is paid for it. */
export class RequestStart extends LogController {
  readonly #clock: Clock;

  readonly #isLogging: boolean;

  constructor(clock: Clock, isLogging: boolean) {
    super({ disableRequestLogging: true });
    this.#clock = clock;
    this.#isLogging = isLogging;
  }

  override incomingRequest(req: FastifyRequest, reply: FastifyReply): void {
    (reply as { [REPLY_START_SYMBOL]: number })[REPLY_START_SYMBOL] = this.#clock.now();
    if (this.#isLogging) logRequest(req, reply);
  }
}
