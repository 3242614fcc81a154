import { inspect } from "node:util";

import { MegaError } from "../errors/errors.ts";
import { nearest } from "../nearest.ts";
import type { Services } from "../registry.ts";
import { withMissing } from "../missing.ts";

/** Makes one instance for one ctx. */
export type ServiceConstructor<Ctx = unknown> = new (ctx: Ctx) => unknown;

/** Makes the `ctx.services` of a ctx: each service is built on first touch, once. */
export type ServicesFactory = (ctx: unknown) => Services;

/**
 * Compiles the services of an app. They may use each other; building one that needs itself throws `service_cycle` naming
 * the way round, and touching a name that is not there throws `service_missing` naming the file to create.
 */
export function compileServices(app: string, classes: Readonly<Record<string, ServiceConstructor>>): ServicesFactory {
  const names = Object.keys(classes);
  class Accessors {
    readonly #ctx: unknown;
    readonly #built = new Map<string, unknown>();
    readonly #building: string[] = [];

    constructor(ctx: unknown) {
      this.#ctx = ctx;
    }

    static take(self: Accessors, name: string, make: ServiceConstructor): unknown {
      const known = self.#built.get(name);
      if (known !== undefined) return known;
      const start = self.#building.indexOf(name);
      if (start !== -1) throw new MegaError("service_cycle", { path: [...self.#building.slice(start), name] });
      self.#building.push(name);
      try {
        const instance = new make(self.#ctx);
        self.#built.set(name, instance);
        return instance;
      } finally {
        self.#building.pop();
      }
    }
  }
  for (const [name, make] of Object.entries(classes)) {
    Object.defineProperty(Accessors.prototype, name, {
      enumerable: true,
      get(this: Accessors) {
        return Accessors.take(this, name, make);
      },
    });
  }
  // Printed as what there is; none is made for that.
  Object.defineProperty(Accessors.prototype, inspect.custom, { value: () => ({ ...classes }) });
  withMissing(Accessors.prototype, (name) => missingService(app, name, names));
  // The getters above are the members that the project's `interface Services` declares.
  return (ctx) => new Accessors(ctx);
}

function missingService(app: string, name: string, names: readonly string[]): MegaError {
  const file = `apps/${app}/services/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
  return new MegaError("service_missing", { name, file, near: nearest(name, names), known: names });
}
