import type { FastifyInstance } from "fastify";

import type { StageObserver } from "../../core/pipeline.ts";

/** Watches the requests of apps while they are answered. */
export interface AppObserver extends StageObserver {
  /** Adds hooks of its own to an app, ahead of all others. */
  watch(fastify: FastifyInstance, app: string): void;
}
