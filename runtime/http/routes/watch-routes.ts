import type { FastifyInstance } from "fastify";

import { ownSecurity, type RouteSecurity } from "../security/policy.ts";

/** Who serves a route: a file of the project, a plugin of its config, or the framework. */
export type RouteOrigin = "project" | "plugin" | "mega";

/** A route that no file of the project has. */
export interface OtherRoute {
  readonly from: Exclude<RouteOrigin, "project">;
  readonly method: string;
  readonly path: string;
  /** What it says of its own security. */
  readonly options: RouteSecurity;
  /** The name of its function. */
  readonly handler: string;
  readonly bodyLimit?: number | undefined;
}

export interface RouteWatch {
  /** Runs `add`; the routes that it adds are those of `from`. All others are the framework's. */
  readonly adding: <Added>(from: RouteOrigin, add: () => Promise<Added>) => Promise<Added>;
  readonly others: readonly OtherRoute[];
}

/** Notes each route of an app, by who adds it. HEAD is left out, which is GET without a body. */
export function watchRoutes(fastify: FastifyInstance): RouteWatch {
  const others: OtherRoute[] = [];
  let origin: RouteOrigin = "mega";
  fastify.addHook("onRoute", ({ method, url, config, handler, bodyLimit }) => {
    if (origin === "project") return;
    for (const each of [method].flat().filter((name) => name !== "HEAD")) {
      const options = ownSecurity(config?.mega ?? {}) ?? {};
      others.push({ from: origin, method: each, path: url, options, handler: handler.name || "anonymous", bodyLimit });
    }
  });
  return {
    others,
    adding: async (from, add) => {
      origin = from;
      try {
        return await add();
      } finally {
        origin = "mega";
      }
    },
  };
}
