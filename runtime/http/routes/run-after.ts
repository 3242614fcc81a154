import type { FastifyReply, FastifyRequest } from "fastify";

import type { AfterHook } from "../../core/pipeline.ts";
import { whenOver } from "../server/exchange.ts";
import type { GuardHook } from "./route-guard.ts";

/** The hooks that run a route's `after` once, when the answer was sent, and also when the client left without it. */
export function afterHooks(after: AfterHook): AfterHooks {
  const done = new WeakSet<FastifyReply>();
  const run = async (req: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (done.has(reply)) return;
    done.add(reply);
    await after(req, reply);
  };
  return {
    onResponse: run,
    // Fastify calls onResponse for answers alone.
    onRequest: (req, reply, next) => {
      whenOver(reply, (end) => {
        // It logs its failures itself.
        if (end === "left") void run(req, reply);
      });
      next();
    },
  };
}

export interface AfterHooks {
  readonly onRequest: GuardHook;
  readonly onResponse: (req: FastifyRequest, reply: FastifyReply) => Promise<void>;
}
