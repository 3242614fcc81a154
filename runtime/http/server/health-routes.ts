import type { FastifyInstance } from "fastify";

/** Says whether requests may be sent here. */
export interface Readiness {
  ready(): Promise<{ readonly ok: boolean }>;
}

/** `/health/live`: the process answers. `/health/ready`: it may be sent requests. Both say `ok` only. */
export function addHealthRoutes(fastify: FastifyInstance, health: Readiness): void {
  // Whoever asks whether the app is there is never told to come back later.
  const config = { asp: false, mega: { rateLimit: false } } as const;
  const settings = { logLevel: "warn" as const, exposeHeadRoute: false, config };
  fastify.get("/health/live", settings, () => ({ ok: true }));
  fastify.get("/health/ready", settings, async (_req, reply) => {
    const { ok } = await health.ready();
    reply.code(ok ? 200 : 503).header("cache-control", "no-store");
    return { ok };
  });
}
