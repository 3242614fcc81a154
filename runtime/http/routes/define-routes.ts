import type { TSchema } from "typebox";

import type { Stage, Transform } from "../../core/pipeline.ts";
import type { Middleware, ResponseSchemas, RouteBuilder, RouteMethod, RouteSettings } from "./route-types.ts";

/** The default export of a route file. */
export interface RouteFile {
  readonly kind: "mega.routes";
  readonly prefix: string;
  readonly routes: readonly RouteDefinition[];
}

/** One route as its file wrote it, types aside. */
export interface RouteDefinition {
  readonly method: HttpMethod;
  /** With the file's prefix. */
  readonly path: string;
  readonly options: AnyRouteOptions;
  readonly handler: Stage;
}

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface AnyRouteOptions extends Omit<RouteSettings, "before" | "transform" | "after"> {
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly headers?: TSchema;
  readonly response?: ResponseSchemas;
  readonly before?: readonly Stage[];
  readonly transform?: readonly Transform[];
  readonly after?: readonly Stage[];
}

type Build = (route: RouteBuilder) => void;

/**
 * The routes of a file, below one prefix:
 * `export default defineRoutes("/api/posts", (route) => { route.get("/", (req, reply, ctx) => …) })`.
 * Handlers are typed by their route's schemas (TypeBox, or plain JSON Schema). `settings` hold for every route of the
 * file; a route's own replace them, but for `before`, `transform` and `after`, which run in addition: those of the file
 * around those of the route.
 */
export function defineRoutes(prefix: string, build: Build): RouteFile;
export function defineRoutes(prefix: string, settings: RouteSettings, build: Build): RouteFile;
export function defineRoutes(prefix: string, ...rest: [Build] | [RouteSettings, Build]): RouteFile {
  const [settings, build] = rest.length === 1 ? [{}, rest[0]] : rest;
  const routes: RouteDefinition[] = [];
  const add =
    (method: HttpMethod): RouteMethod =>
    (path: string, ...rest: readonly unknown[]) => {
      const handler = rest.at(-1);
      if (typeof handler !== "function") throw new TypeError(`${method} ${join(prefix, path)} has no handler`);
      // The overloads of RouteMethod say what the last two arguments are.
      const own = (rest.length > 1 ? rest[0] : {}) as AnyRouteOptions;
      const options = around(settings, own);
      checkStages(options, `${method} ${join(prefix, path)}`);
      routes.push({ method, path: join(prefix, path), options, handler: handler as Stage });
    };
  build({ get: add("GET"), post: add("POST"), put: add("PUT"), patch: add("PATCH"), delete: add("DELETE") });
  return { kind: "mega.routes", prefix, routes };
}

/** Types a middleware: what runs before a handler or after its answer. */
export function defineMiddleware<M extends Middleware>(middleware: M): M {
  return middleware;
}

export function isRouteFile(value: unknown): value is RouteFile {
  return typeof value === "object" && value !== null && (value as RouteFile).kind === "mega.routes";
}

function checkStages(options: AnyRouteOptions, route: string): void {
  for (const stage of ["before", "transform", "after"] as const) {
    const index = options[stage]?.findIndex((fn) => typeof fn !== "function") ?? -1;
    if (index !== -1) throw new TypeError(`${route}: ${stage}[${index}] is no function`);
  }
}

/** The settings of what lies around a route laid around its own. */
export function around(outer: AnyRouteOptions, own: AnyRouteOptions): AnyRouteOptions {
  const { before = [], transform = [], after = [] } = outer;
  return {
    ...outer,
    ...own,
    before: [...before, ...(own.before ?? [])],
    transform: [...(own.transform ?? []), ...transform],
    after: [...(own.after ?? []), ...after],
  };
}

function join(prefix: string, path: string): string {
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, "/");
  return joined === "/" ? joined : joined.replace(/\/$/, "");
}
