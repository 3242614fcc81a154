import findMyWay, { type HTTPMethod } from "find-my-way";
import { distance } from "fastest-levenshtein";

import type { FoundRoutes, RouteInfo, RouteMatch } from "./messages.ts";

/** What is looked for: `/api/posts/1`, with a method or for every one of them. */
export interface RouteQuery {
  readonly method?: string | undefined;
  readonly path: string;
}

/**
 * The routes that answer a request, one an app and method, as Fastify's own router finds them; the nearest ones when none
 * does, or only one that takes whatever is left, such as files.
 */
export function searchRoutes(routes: readonly RouteInfo[], query: RouteQuery): FoundRoutes {
  const path = query.path.split(/[?#]/, 1)[0] ?? query.path;
  const method = query.method === "HEAD" ? "GET" : query.method;
  const apps = new Set(routes.map(({ app }) => app));
  const matches = [...apps].flatMap((app) => {
    const own = routes.filter((route) => route.app === app);
    return matchesIn(own, path).filter((match) => method === undefined || match.method === method);
  });
  const near = matches.some(isMeant) ? [] : nearestTo(routes.filter(isMeant), { method, path });
  return { matches, near };
}

/** Not one that takes whatever is left, such as files. */
function isMeant({ from, path }: RouteInfo): boolean {
  return from === "project" || !path.endsWith("*");
}

function matchesIn(routes: readonly RouteInfo[], path: string): readonly RouteMatch[] {
  const router = findMyWay({ ignoreTrailingSlash: true });
  const methods = new Set(routes.map(({ method }) => method as HTTPMethod));
  for (const route of routes) {
    const known = route.method as HTTPMethod;
    // Routes of plugins may differ by a version or a host, which nobody asks for here.
    if (!router.hasRoute(known, route.path)) router.on(known, route.path, () => {}, route);
  }
  return [...methods].flatMap((method) => {
    const found = router.find(method, path);
    if (found === null) return [];
    return [{ ...(found.store as RouteInfo), params: found.params as RouteMatch["params"] }];
  });
}

const NEAREST = 3;

/** Other methods of the path first, then what is typed alike. A parameter stands for whatever is typed in its place. */
function nearestTo(routes: readonly RouteInfo[], { method, path }: RouteQuery): readonly string[] {
  const typed = path.split("/").filter(Boolean);
  const ranked = routes.map((route) => {
    const segments = route.path.split("/").filter(Boolean);
    const filled = segments.map((segment, index) => (/^[:*]/.test(segment) ? (typed[index] ?? segment) : segment));
    const away = distance(filled.join("/").toLowerCase(), typed.join("/").toLowerCase());
    return { name: `${route.method} ${route.path}`, away, other: route.method === method ? 0 : 1 };
  });
  const near = ranked.filter(({ away }) => away <= Math.max(3, path.length / 2));
  return near
    .toSorted((a, b) => a.away - b.away || a.other - b.other)
    .slice(0, NEAREST)
    .map(({ name }) => name);
}
