import type { FastifyRequest } from "fastify";

import type { FoundRoute } from "../routes/find-routes.ts";
import type { RouteGuard } from "../routes/route-guard.ts";
import type { Security } from "./add-security.ts";
import { checkFormToken } from "./csrf.ts";
import type { CsrfTokens } from "./csrf-tokens.ts";
import { ownSecurity, type Policy } from "./policy.ts";

/** What the app's security is for each of its routes, in the order in which it runs. */
export function securityGuards({ policyOf }: Security, tokens: CsrfTokens): readonly RouteGuard[] {
  const policyFor = ({ options, method, path }: FoundRoute): Policy => policyOf(ownSecurity(options), method, path);
  const checkToken = (req: FastifyRequest, _reply: unknown, done: () => void): void => {
    checkFormToken(req, tokens);
    done();
  };
  return [
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
    {
      moment: "onSend",
      forRoute: (route) => (policyFor(route).headers === null ? null : { name: "security headers" }),
    },
    { moment: "onSend", forRoute: (route) => (policyFor(route).cors === null ? null : { name: "CORS" }) },
  ];
}

function isGuarded({ method }: FoundRoute, { checkOrigin }: Policy): boolean {
  return checkOrigin !== null && method !== "GET";
}
