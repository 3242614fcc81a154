import type { FastifyInstance } from "fastify";

type After = (error: Error | null, done: (error?: Error | null) => void) => void;

/**
 * Adds many routes or hooks as one step of Fastify's start. By itself each waits in the queue of plugins for what was
 * registered before it, which takes as long as all else that adding it does; here one turn in the queue is for all of them.
 */
export function addTogether<Added>(fastify: FastifyInstance, add: () => Added): Added {
  const own = fastify as unknown as { after: (then: After) => unknown };
  const { after } = own;
  const waiting: After[] = [];
  own.after = (then) => waiting.push(then);
  try {
    return add();
  } finally {
    own.after = after;
    own.after((error, done) => {
      for (const then of waiting) then.call(fastify, error, nothing);
      done(error);
    });
  }
}

function nothing(): void {}
