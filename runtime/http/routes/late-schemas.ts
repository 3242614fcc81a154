import type { FastifyInstance, FastifySchemaCompiler, FastifySerializerCompiler } from "fastify";

import { MegaError } from "../../core/errors/errors.ts";
import type { CompiledSchema, CompiledSchemas, RouteSchema } from "./compiled-schemas.ts";

/**
 * Validators and serializers that are compiled when a request first needs them: most versions of an app under
 * development answer a few routes. `compileRest` finds what is wrong with the others.
 */
export class LateSchemas {
  readonly #compiled: CompiledSchemas;
  readonly #pending = new Map<() => unknown, string>();

  constructor(compiled: CompiledSchemas) {
    this.#compiled = compiled;
  }

  /** The validators of a route, put off. `route` is named when a schema turns out to be wrong. */
  validators(route: string): FastifySchemaCompiler<object> {
    return ({ schema, httpPart }) => {
      const compiled = this.#later(route, { kind: "validator", schema, httpPart });
      // What `compileSchema` makes of a schema.
      return (input) => compiled().call(input) as ReturnType<ReturnType<FastifySchemaCompiler<object>>>;
    };
  }

  /** Fastify's own serializers of a route, put off. */
  serializers(route: string, fastify: FastifyInstance): FastifySerializerCompiler<object> {
    return ({ schema }) => {
      const compiled = this.#later(route, { kind: "serializer", schema, shared: () => fastify.getSchemas() });
      return (value) => compiled().call(value) as string;
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

  /** What a request is to call. */
  #later(route: string, schema: RouteSchema): () => CompiledSchema {
    const compiled = once(() => {
      const made = this.#compiled.of(schema);
      this.#pending.delete(compiled);
      return made;
    });
    this.#pending.set(compiled, route);
    return once(() => {
      const made = compiled();
      this.#compiled.note(made);
      return made;
    });
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}
