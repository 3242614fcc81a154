import type { FastifyInstance } from "fastify";

/** One line a request: method, address, status and time. */
export function logRequests(fastify: FastifyInstance): void {
  fastify.addHook("onResponse", (req, reply, done) => {
    const { method, url } = req;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const fields = { method, url, route: req.routeOptions.url, status: reply.statusCode, ms };
    req.log.info(fields, `${method} ${url} ${reply.statusCode} ${ms} ms`);
    done();
  });
}
