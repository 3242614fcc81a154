import type { FastifyPluginAsync, FastifyPluginCallback } from "fastify";

import type { ConfigKeys } from "../key.ts";

/** What an app is extended by. */
export interface PluginsConfig {
  /** Plugins of Fastify, registered unchanged and in order before any route; each alone or with its options. */
  readonly plugins?: readonly AppPlugin[];
}

export type PluginsSettings = Required<PluginsConfig>;

export type AppPlugin = PluginFunction | readonly [plugin: PluginFunction, options: object];

/** Whatever options it wants. */
export type PluginFunction = FastifyPluginAsync<never> | FastifyPluginCallback<never>;

export const PLUGINS_KEYS: ConfigKeys = {
  plugins: {
    scope: "app",
    summary: "plugins of Fastify",
    schema: {
      type: "array",
      items: {
        anyOf: [
          { isFunction: true },
          { type: "array", items: [{ isFunction: true }, { type: "object" }], minItems: 2, additionalItems: false },
        ],
        expects: "a plugin of Fastify, or [plugin, options]",
      },
    },
    fallback: () => [],
  },
};
