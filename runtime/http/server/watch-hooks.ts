import type { FastifyInstance } from "fastify";

/** The names of the hooks that plugins add to the app itself, as they add them. */
export function watchHooks(fastify: FastifyInstance): ReadonlySet<string> {
  const seen = new Set<string>();
  // Called on whatever instance the wrapper is called on.
  // oxlint-disable-next-line typescript/unbound-method
  const { addHook } = fastify;
  fastify.addHook = function watched(this: FastifyInstance, ...args: unknown[]) {
    if (this === fastify) seen.add(String(args[0]));
    return Reflect.apply(addHook, this, args);
  } as typeof addHook;
  return seen;
}
