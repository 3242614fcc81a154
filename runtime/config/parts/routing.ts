import type { Stage } from "../../core/pipeline.ts";
import { FUNCTIONS, integer, type ConfigKeys } from "../key.ts";

/** Which requests an app takes. */
export interface RoutingConfig {
  /**
   * The hosts whose requests the app takes, without ports: `example.com`, `*.example.com` for every name below it. One
   * app of a project may have none: it takes what no other app does.
   */
  readonly hosts?: readonly string[];
  /** In front of every route of the app: `/shop`. */
  readonly prefix?: string;
  /** Middleware in front of every route of the app, before the route's own. */
  readonly before?: readonly Stage[];
  /** The largest request body in bytes; 1 MiB unless said. */
  readonly bodyLimit?: number;
}

export type RoutingSettings = Required<RoutingConfig>;

export const ROUTING_KEYS: ConfigKeys = {
  hosts: {
    scope: "app",
    summary: "the hosts whose requests the app takes; none: what no other app takes",
    schema: { type: "array", items: { type: "string", format: "host" } },
    fallback: () => [],
  },
  prefix: {
    scope: "app",
    summary: "in front of every path of the app",
    schema: { type: "string", pattern: "^(/[^/]+)*$", expects: "a path such as /api, without a slash at its end" },
    fallback: () => "",
  },
  before: {
    scope: "app",
    summary: "middleware in front of every route",
    schema: FUNCTIONS,
    fallback: () => [],
  },
  bodyLimit: {
    scope: "app",
    summary: "the largest body in bytes",
    schema: integer(1),
    fallback: () => 1_048_576,
  },
};
