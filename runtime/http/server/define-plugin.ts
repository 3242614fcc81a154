import type { FastifyPluginAsync } from "fastify";

/**
 * Types a plugin of Fastify for `plugins` of an app, and makes its hooks and decorators those of the whole app: Fastify would
 * keep them from the routes. One that is for a part of the app alone is written without it.
 */
export function definePlugin<Options extends object = object>(
  plugin: FastifyPluginAsync<Options>,
): FastifyPluginAsync<Options> {
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
