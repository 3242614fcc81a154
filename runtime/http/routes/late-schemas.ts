import SerializerSelector from "@fastify/fast-json-stringify-compiler";
import type { FastifyInstance, FastifySchemaCompiler, FastifySerializerCompiler } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";

/**
 * Validators and serializers that are compiled when a request first needs them: most versions of an app under
 * development answer a few routes. `compileRest` finds what is wrong with the others.
 */
export class LateSchemas {
  readonly #pending = new Map<() => unknown, string>();

  /** Puts a compiler of validators off. `route` is named when a schema turns out to be wrong. */
  validators(route: string, compiler: FastifySchemaCompiler<object>): FastifySchemaCompiler<object> {
    return (part) => {
      const compiled = this.#later(route, () => compiler(part));
      return (input) => compiled()(input);
    };
  }

  /** Fastify's own serializers of a route, put off. */
  serializers(route: string, fastify: FastifyInstance): FastifySerializerCompiler<object> {
    const compiler = once(() => SerializerSelector()(fastify.getSchemas()));
    return (part) => {
      const compiled = this.#later(route, () => compiler()({ ...part, httpStatus: part.httpStatus ?? "2xx" }));
      return (value) => compiled()(value);
    };
  }

  /**
   * Compiles what no request has asked for, a little in each turn of the event loop.
   * @throws MegaError `routes_invalid` with every route whose schema is wrong
   */
  async compileRest(): Promise<void> {
    const mistakes: string[] = [];
    for (const [compile, route] of this.#pending) {
      try {
        compile();
      } catch (error) {
        this.#pending.delete(compile);
        mistakes.push(`${route}: ${(error as Error).message}`);
      }
      await new Promise(setImmediate);
    }
    if (mistakes.length > 0) throw new MegaError("routes_invalid", { mistakes });
  }

  #later<Compiled>(route: string, compile: () => Compiled): () => Compiled {
    const compiled = once(() => {
      const made = compile();
      this.#pending.delete(compiled);
      return made;
    });
    this.#pending.set(compiled, route);
    return compiled;
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
