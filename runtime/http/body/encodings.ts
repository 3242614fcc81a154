import type { FastifyInstance } from "fastify";

import { MegaError } from "../../core/errors.ts";

/** Refuses compressed bodies before anything reads them: what is never unfolded cannot be a bomb. */
export function refuseEncodings(fastify: FastifyInstance): void {
  fastify.addHook("preParsing", (req, reply, payload, done) => {
    const encoding = req.headers["content-encoding"];
    if (encoding === undefined || req.is404 || IDENTITY.test(encoding)) return done(null, payload);
    void reply.header("accept-encoding", "identity");
    done(new MegaError("content_encoding_refused", { encoding }));
  });
}

const IDENTITY = /^(?:identity)?$/i;
