import { GeneratorError } from "./errors.ts";
import type { Operation, ProjectFacts } from "./plan.ts";

/** What a route answers: `GET /posts/:id`. */
type Address = `${string} ${string}`;

/** Every app answers these before its own routes are asked. */
const OF_MEGA: ReadonlySet<string> = new Set(["GET /health/live", "GET /health/ready"]);

/**
 * Two files of an app cannot answer one address: throws a GeneratorError `name_taken` where a new route file would answer
 * what another one does. Read by pattern, not by parser: what a file computes at run time is for the boot to refuse.
 */
export function checkAddresses(operations: readonly Operation[], { files, read }: ProjectFacts): void {
  const created = operations.filter((operation) => operation.kind === "create");
  const planned = new Set(created.map(({ path }) => path));
  for (const { path, content } of created) {
    const folder = routesFolder(path);
    const wanted = folder === undefined ? [] : addressesIn(content);
    const ofMega = wanted.find((address) => OF_MEGA.has(address));
    if (ofMega !== undefined) throw new GeneratorError("name_taken", { what: ofMega, file: "mega itself" });
    if (folder === undefined || wanted.length === 0) continue;
    for (const file of files) {
      if (!planned.has(file) && file.startsWith(folder)) checkFile(wanted, { file, text: read(file) });
    }
  }
}

function checkFile(
  wanted: readonly Address[],
  { file, text }: { readonly file: string; readonly text: string | null },
): void {
  const known = new Set(wanted.map(withoutNames));
  const taken = text === null ? undefined : addressesIn(text).find((address) => known.has(withoutNames(address)));
  if (taken !== undefined) throw new GeneratorError("name_taken", { what: taken, file });
}

/** `apps/main/routes/` of a route file of that app. */
function routesFolder(path: string): string | undefined {
  return /^apps\/[^/]+\/routes\/(?=.*\.ts$)/.exec(path)?.[0];
}

const PREFIX = /\bdefineRoutes\(\s*(["'`])(\/[^"'`]*)\1/;
const ROUTE = /\.(get|post|put|patch|delete)\(\s*(["'`])(\/[^"'`]*)\2\s*,/g;

function addressesIn(text: string): readonly Address[] {
  const prefix = PREFIX.exec(text)?.[2];
  if (prefix === undefined) return [];
  return Array.from(text.matchAll(ROUTE), ([, method, , path]): Address => {
    const whole = `${prefix}/${path}`.replaceAll(/\/{2,}/g, "/");
    return `${String(method).toUpperCase()} ${whole.replace(/(?<=.)\/$/, "")}`;
  });
}

/** Whatever the parameters are called. */
function withoutNames(address: Address): string {
  return address.replaceAll(/:[A-Za-z0-9_]+/g, ":");
}
