import { keyMistakes } from "../../config/check.ts";
import type { Mode } from "../../config/key.ts";
import { SECURITY_SCHEMAS, type SecurityConfig, type SecuritySettings } from "../../config/parts/security.ts";
import type { Clock } from "../../core/ports.ts";
import { makeCors, type Cors } from "./cors.ts";
import { makeOriginCheck } from "./csrf.ts";
import { makeHeaders, type SecurityHeaders } from "./headers.ts";
import type { RateCounters } from "./rate-counters.ts";
import { makeRateLimiter, type RateLimiter } from "./rate-limit.ts";

/** What a route may say of its own security; each replaces what the app says, as a whole. */
export type RouteSecurity = Partial<SecurityConfig>;

/** The security of one route, compiled. What is off is null. */
export interface Policy {
  readonly headers: SecurityHeaders | null;
  readonly cors: Cors | null;
  readonly limiter: RateLimiter | null;
  readonly checkOrigin: ReturnType<typeof makeOriginCheck> | null;
}

export interface PolicyParts {
  readonly mode: Mode;
  readonly counters: RateCounters;
  readonly clock: Clock;
  /** The app's own names. */
  readonly hosts: readonly string[];
  /** Request headers of the framework's own, which every allowed origin may send. */
  readonly requestHeaders: readonly string[];
}

export function compilePolicy(settings: SecuritySettings, owner: string, parts: PolicyParts): Policy {
  const { helmet, cors: corsSettings, rateLimit, csrf } = settings;
  const cors = corsSettings === false ? null : makeCors(corsSettings, parts.requestHeaders);
  return {
    headers: helmet === false ? null : makeHeaders(helmet, parts.mode),
    cors,
    limiter: rateLimit === false ? null : makeRateLimiter(rateLimit, { ...parts, owner }),
    checkOrigin: csrf === false ? null : makeOriginCheck(csrf, { ...parts, allows: cors?.allows ?? nobody }),
  };
}

/** What a route says of its security, out of its options; null when it says nothing. */
export function ownSecurity(options: RouteSecurity): RouteSecurity | null {
  const own = OWN_KEYS.filter((name) => options[name] !== undefined);
  return own.length === 0 ? null : Object.fromEntries(own.map((name) => [name, options[name]]));
}

const OWN_KEYS = Object.keys(SECURITY_SCHEMAS) as readonly (keyof RouteSecurity)[];

/** @throws Error that names every mistake of a route's own security */
export function checkSecurity(own: RouteSecurity): void {
  const mistakes = keyMistakes({ ...own }, "app");
  if (mistakes.length > 0) throw new Error(mistakes.join("; "));
}

function nobody(): boolean {
  return false;
}
