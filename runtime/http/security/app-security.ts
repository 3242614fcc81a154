import type { FastifyInstance } from "fastify";
import type { Logger as PinoLogger } from "pino";

import type { Mode } from "../../config/key.ts";
import type { AppSettings } from "../../config/settings.ts";
import type { Caches } from "../../core/ctx/ctx-ports.ts";
import type { Cache } from "../../core/data/cache.ts";
import type { Clock } from "../../core/ports.ts";
import { aspRequestHeaders } from "../asp/add-asp.ts";
import { addSecurity, type Security } from "./add-security.ts";
import { makeMemoryCounters, makeSharedCounters, type RateCounters } from "./rate-counters.ts";

export interface AppSecurityOptions {
  readonly manifest: { readonly name: string };
  readonly config: AppSettings;
  readonly mode: Mode;
  readonly cache: Caches;
  readonly clock: Clock;
  readonly log: PinoLogger | null;
}

/** The security that the config of an app asks for, in front of every request. */
export function addAppSecurity(fastify: FastifyInstance, options: AppSecurityOptions): Security {
  const { config, mode, clock } = options;
  const counters = rateCounters(options);
  return addSecurity(fastify, config, {
    mode,
    clock,
    hosts: config.hosts,
    counters,
    requestHeaders: aspRequestHeaders(config),
  });
}

/** In `caches.rate` when the project has one, for all processes together; else in this process. */
function rateCounters({ manifest, config, cache, clock, log }: AppSecurityOptions): RateCounters {
  if (config.caches["rate"] === undefined) return makeMemoryCounters(clock);
  return makeSharedCounters({ cache: cache["rate"] as Cache, app: manifest.name, clock, log });
}
