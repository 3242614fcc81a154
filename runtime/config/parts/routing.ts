import { integer, type ConfigKeys } from "../key.ts";

/** Which requests an app takes. */
export interface RoutingConfig {
  /** In front of every route of the app: `/shop`. */
  readonly prefix?: string;
  /** The largest request body in bytes; 1 MiB unless said. */
  readonly bodyLimit?: number;
}

export type RoutingSettings = Required<RoutingConfig>;

export const ROUTING_KEYS: ConfigKeys = {
  prefix: { scope: "app", schema: { type: "string", pattern: "^(/[^/]+)*$" }, fallback: () => "" },
  bodyLimit: { scope: "app", schema: integer(1), fallback: () => 1_048_576 },
};
