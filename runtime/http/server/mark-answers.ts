import type { FastifyInstance } from "fastify";

import { ANSWERING, type Answering } from "../../core/answering.ts";

/** Lets stages know that a reply is on its way while the hooks behind this one are still at work. Add it first. */
export function markAnswers(fastify: FastifyInstance): void {
  fastify.decorateReply(ANSWERING, false);
  // Fastify calls hooks with four arguments.
  // oxlint-disable-next-line max-params
  fastify.addHook("onSend", (_req, reply, _payload, done) => {
    (reply as Answering)[ANSWERING] = true;
    done();
  });
}
