import SerializerSelector from "@fastify/fast-json-stringify-compiler";

import { compileSchema } from "./validation.ts";

/** A schema of a route, and what it is for. */
export type RouteSchema =
  | { readonly kind: "validator"; readonly schema: object; readonly httpPart: string | undefined }
  /** `shared`: what the schemas of answers may refer to, by `$id`. */
  | { readonly kind: "serializer"; readonly schema: object; readonly shared: () => Readonly<Record<string, unknown>> };

export interface CompiledSchema {
  /** Says all of the schema, as JSON; null for one that JSON cannot say. */
  readonly name: string | null;
  readonly call: (value: unknown) => unknown;
}

/** How many schemas are told of: a process that waits compiles all of them. */
const MOST_ASKED = 32;
/** A larger one, in characters, is not told of. */
const LONGEST_NAME = 16 * 1024;

/**
 * The validators and serializers of this process by what their schemas say, so that each is compiled once. A process that
 * waits compiles those of the version that runs; what the next version has changed of them it compiles anew.
 */
export class CompiledSchemas {
  readonly #known = new Map<string, CompiledSchema>();
  readonly #asked = new Set<string>();

  /** @throws when the schema is wrong */
  of(schema: RouteSchema): CompiledSchema {
    const name = nameOf(schema);
    const known = name === null ? undefined : this.#known.get(name);
    if (known !== undefined) return known;
    const compiled = { name, call: compile(schema) };
    if (name !== null) this.#known.set(name, compiled);
    return compiled;
  }

  /** A request needed it. */
  note({ name }: CompiledSchema): void {
    if (name !== null) this.#asked.add(name);
  }

  /** Names of what requests needed, the last first, at most 32. */
  get asked(): readonly string[] {
    return [...this.#asked]
      .filter(({ length }) => length <= LONGEST_NAME)
      .slice(-MOST_ASKED)
      .toReversed();
  }

  /** Compiles what has these names, ahead of who needs it, as long as `goesOn`. */
  async compileAhead(names: readonly string[], goesOn: () => boolean): Promise<void> {
    for (const name of names) {
      if (!goesOn()) return;
      try {
        this.of(schemaOf(name));
      } catch {
        // One that cannot be compiled is for its route to tell of.
      }
      await new Promise(setImmediate);
    }
  }
}

function compile(route: RouteSchema): (value: unknown) => unknown {
  if (route.kind === "validator") {
    const { schema, httpPart } = route;
    const part = httpPart === undefined ? {} : { httpPart };
    return compileSchema({ schema, ...part, method: "", url: "" });
  }
  const { schema, shared } = route;
  return SerializerSelector()(shared())({ schema, method: "", url: "", httpStatus: "2xx" });
}

/** One whose meaning depends on other schemas has no name. */
function nameOf(route: RouteSchema): string | null {
  if (!isJson(route.schema)) return null;
  if (route.kind === "validator") return JSON.stringify([route.kind, route.schema, route.httpPart]);
  return Object.keys(route.shared()).length === 0 ? JSON.stringify([route.kind, route.schema]) : null;
}

function schemaOf(name: string): RouteSchema {
  // What `nameOf` has written.
  const [kind, schema, httpPart] = JSON.parse(name) as [RouteSchema["kind"], object, string | undefined];
  return kind === "validator" ? { kind, schema, httpPart } : { kind, schema, shared: () => ({}) };
}

/** Whether JSON says all of a value. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value === "object" && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson);
  }
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
