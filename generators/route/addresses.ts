import { GeneratorError } from "../core/errors.ts";
import type { ProjectFacts } from "../core/plan.ts";

/** What a route answers: `GET /posts/:id`. */
export type Address = `${string} ${string}`;

/**
 * Two files cannot answer one address. `own`: the files that will. Throws a GeneratorError `name_taken`.
 * Route files are read by pattern: what they compute at run time is for the boot to refuse.
 */
export function checkAddresses(addresses: readonly Address[], own: readonly string[], facts: ProjectFacts): void {
  const wanted = new Map(addresses.map((address) => [withoutNames(address), address]));
  const folder = `apps/${facts.app}/routes/`;
  for (const file of facts.files) {
    if (!file.startsWith(folder) || !file.endsWith(".ts") || own.includes(file)) continue;
    const taken = addressesIn(facts.read(file) ?? "").find((address) => wanted.has(withoutNames(address)));
    if (taken !== undefined) throw new GeneratorError("name_taken", { what: taken, file });
  }
}

const PREFIX = /\bdefineRoutes\(\s*(["'`])(\/[^"'`]*)\1/;
const ROUTE = /\.(get|post|put|patch|delete)\(\s*(["'`])(\/[^"'`]*)\2\s*,/g;

function addressesIn(text: string): readonly Address[] {
  const prefix = PREFIX.exec(text)?.[2];
  if (prefix === undefined) return [];
  return [...text.matchAll(ROUTE)].map(([, method = "", , path = ""]): Address => {
    const whole = `${prefix}/${path}`.replaceAll(/\/{2,}/g, "/");
    return `${method.toUpperCase()} ${whole.replace(/(?<=.)\/$/, "")}`;
  });
}

/** Whatever the parameters are called. */
function withoutNames(address: Address): string {
  return address.replaceAll(/:[A-Za-z0-9_]+/g, ":");
}
