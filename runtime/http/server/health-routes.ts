import type { FastifyInstance } from "fastify";

/** Says whether requests may be sent here. */
export interface Readiness {
  ready(): Promise<{ readonly ok: boolean }>;
}

/** `/health/live`: the process answers. `/health/ready`: it may be sent requests. Both say `ok` only. */
export function addHealthRoutes(fastify: FastifyInstance, health: Readiness): void {
  const settings = { logLevel: "warn" as const, exposeHeadRoute: false, config: { asp: false } as const };
  fastify.get("/health/live", settings, () => ({ ok: true }));
  fastify.get("/health/ready", settings, async (_req, reply) => {
    const { ok } = await health.ready();
    reply.code(ok ? 200 : 503).header("cache-control", "no-store");
    return { ok };
  });
}
