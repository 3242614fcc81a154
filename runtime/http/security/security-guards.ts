import type { FastifyRequest } from "fastify";

import type { GuardedRoute, RouteGuard } from "../routes/route-guard.ts";
import type { Security } from "./add-security.ts";
import { checkFormToken } from "./csrf.ts";
import type { CsrfTokens } from "./csrf-tokens.ts";
import { ownSecurity, type Policy } from "./policy.ts";

/** What the app's security is for each of its routes, in the order in which it runs. */
export function securityGuards({ policyOf }: Security, tokens: CsrfTokens): readonly RouteGuard[] {
  const policies = new WeakMap<GuardedRoute, Policy>();
  const policyFor = (route: GuardedRoute): Policy => {
    const { options, method, path } = route;
    const policy = policies.get(route) ?? policyOf(ownSecurity(options), method, path);
    policies.set(route, policy);
    return policy;
  };
  const checkToken = (req: FastifyRequest, _reply: unknown, done: () => void): void => {
    checkFormToken(req, tokens);
    done();
  };
  const headers: RouteGuard["forRoute"] = (route) =>
    policyFor(route).headers === null ? null : { name: "security headers" };
  return [
    { moment: "onRequest", forRoute: headers },
    {
      moment: "onRequest",
      forRoute: (route) => {
        const { limiter } = policyFor(route);
        return limiter === null ? null : { name: limiter.name };
      },
    },
    {
      moment: "onRequest",
      forRoute: (route) => (isGuarded(route, policyFor(route)) ? { name: "CSRF origin" } : null),
    },
    {
      moment: "preValidation",
      forRoute: (route) => (isGuarded(route, policyFor(route)) ? { name: "CSRF token", hook: checkToken } : null),
    },
    // What only pages need is known when the answer is.
    { moment: "onSend", forRoute: headers },
    { moment: "onSend", forRoute: (route) => (policyFor(route).cors === null ? null : { name: "CORS" }) },
  ];
}

function isGuarded({ method }: GuardedRoute, { checkOrigin }: Policy): boolean {
  return checkOrigin !== null && method !== "GET";
}
