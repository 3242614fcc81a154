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

/**
 * The routes of a file, below one prefix:
 * `export default defineRoutes("/api/posts", (route) => { route.get("/", (req, reply, ctx) => …) })`.
 * Handlers are typed by their route's schemas (TypeBox, or plain JSON Schema).
 */
export function defineRoutes(prefix: string, build: (route: RouteBuilder) => void): RouteFile {
  const routes: RouteDefinition[] = [];
  const add =
    (method: HttpMethod): RouteMethod =>
    (path: string, ...rest: readonly unknown[]) => {
      const handler = rest.at(-1);
      if (typeof handler !== "function") throw new TypeError(`${method} ${join(prefix, path)} has no handler`);
      // The overloads of RouteMethod say what the last two arguments are.
      const options = (rest.length > 1 ? rest[0] : {}) as AnyRouteOptions;
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

function join(prefix: string, path: string): string {
  const joined = `${prefix}/${path}`.replace(/\/{2,}/g, "/");
  return joined === "/" ? joined : joined.replace(/\/$/, "");
}
