import type { FastifyInstance, FastifyPluginAsync } from "fastify";

import type { AppPlugin } from "../../config/parts/plugins.ts";
import { watchHooks } from "./watch-hooks.ts";

/** Registers the plugins of the config, in order. Returns the names of the hooks that they have added to the app itself. */
export async function addPlugins(
  fastify: FastifyInstance,
  plugins: readonly AppPlugin[],
): Promise<ReadonlySet<string>> {
  const hooks = watchHooks(fastify);
  for (const given of plugins) {
    const [plugin, options] = typeof given === "function" ? [given, {}] : given;
    // Whoever wrote the config has given the plugin what it wants.
    await fastify.register(plugin as FastifyPluginAsync<object>, options);
  }
  return hooks;
}
