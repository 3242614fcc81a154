import type { FastifyInstance } from "fastify";
import findMyWay, { type HTTPMethod } from "find-my-way";

/** The methods of a path that is served; none for one that is not. */
export type MethodsOf = (path: string) => readonly string[];

/**
 * Notes each route of an app as it is added, to tell a wrong method from a wrong path. A route for every path below it, as
 * static files have, says of no path that it is there.
 */
export function watchMethods(fastify: FastifyInstance): MethodsOf {
  const routes: { readonly method: string; readonly url: string }[] = [];
  fastify.addHook("onRoute", ({ method, url }) => {
    if (!url.endsWith("*")) routes.push(...[method].flat().map((each) => ({ method: each, url })));
  });
  let find: MethodsOf | undefined;
  // Put together when it is first asked for: most apps start more often than somebody asks with a wrong method.
  return (path) => (find ??= makeFinder(routes))(path);
}

function makeFinder(routes: readonly { readonly method: string; readonly url: string }[]): MethodsOf {
  // The router of Fastify, so that a path means the same to both.
  const router = findMyWay({ ignoreTrailingSlash: true });
  const methods = new Set<HTTPMethod>();
  for (const { method, url } of routes) {
    const known = method as HTTPMethod;
    methods.add(known);
    // Several routes may differ by what else Fastify lets them ask for: a version, a host.
    if (!router.hasRoute(known, url)) router.on(known, url, nothing);
  }
  const sorted = [...methods].sort();
  return (path) => sorted.filter((method) => router.find(method, path) !== null);
}

function nothing(): void {}
