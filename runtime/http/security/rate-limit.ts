import type { FastifyReply, FastifyRequest } from "fastify";

import type { RateLimitSettings } from "../../config/parts/security.ts";
import { MegaTooManyRequestsError } from "../../core/errors/http-errors.ts";
import type { Clock } from "../../core/ports.ts";
import { networkOf } from "./client-network.ts";
import type { Count, RateCounters } from "./rate-counters.ts";

export interface RateLimiter {
  /** `rate limit 1000 in 1 minute` */
  readonly name: string;
  /**
   * Counts the request and writes what is left (draft-ietf-httpapi-ratelimit-headers-07, in its three fields).
   * @throws MegaTooManyRequestsError when nothing is
   */
  readonly admit: (req: FastifyRequest, reply: FastifyReply) => undefined | Promise<void>;
}

export interface RateLimiterParts {
  readonly counters: RateCounters;
  readonly clock: Clock;
  /** Whose requests these are; limits of different owners count apart. */
  readonly owner: string;
}

export function makeRateLimiter(
  settings: RateLimitSettings,
  { counters, clock, owner }: RateLimiterParts,
): RateLimiter {
  const { max, timeWindow } = settings;
  const windowMs = millisecondsOf(timeWindow);
  const limit = String(max);
  const window = typeof timeWindow === "number" ? `${timeWindow} ms` : timeWindow;
  const judge = (req: FastifyRequest, reply: FastifyReply, { count, endsAt }: Count): undefined => {
    const reset = String(Math.ceil((endsAt - clock.now()) / 1000));
    reply.header("ratelimit-limit", limit);
    reply.header("ratelimit-remaining", count < max ? String(max - count) : "0");
    reply.header("ratelimit-reset", reset);
    if (count <= max) return;
    reply.header("retry-after", reset);
    if (count === max + 1) logRefusal(req, `${req.ip} has sent ${max} requests in ${window}`);
    throw new MegaTooManyRequestsError(`${max} requests in ${window} are allowed; the next one is in ${reset} s.`);
  };
  return {
    name: `rate limit ${max} in ${window}`,
    admit: (req, reply) => {
      // Undefined when the client is gone already.
      const client = networkOf(req.ip ?? "");
      const hit = counters.hit(owner === "" ? client : `${owner} ${client}`, windowMs);
      if (!(hit instanceof Promise)) return judge(req, reply, hit);
      return hit.then((count) => (count === null ? undefined : judge(req, reply, count)));
    },
  };
}

/** Once a window: a flood does not flood the log. */
function logRefusal(req: FastifyRequest, message: string): void {
  const { ip: address, ips, headers } = req;
  const isProxied = ips === undefined && headers["x-forwarded-for"] !== undefined;
  const hint = "X-Forwarded-For is set and server.trustProxy is not: all clients of a proxy count as one";
  req.log.warn({ address, ...(isProxied ? { hint } : {}) }, message);
}

/** Of `30 seconds`, `1 minute`, `2h`; a number is milliseconds already. */
export function millisecondsOf(window: number | string): number {
  if (typeof window === "number") return window;
  const [, count = "", unit = ""] = /^(\d+) ?([a-z]+)$/.exec(window) ?? [];
  const name = Object.keys(UNITS).find((start) => unit.startsWith(start));
  return Number(count) * (UNITS[name ?? ""] ?? Number.NaN);
}

/** By how a unit's name begins; the first that fits. */
const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  milli: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
