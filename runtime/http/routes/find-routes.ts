import type { RoutingSettings } from "../../config/parts/routing.ts";
import { MegaError } from "../../core/errors/errors.ts";
import type { ManifestFile } from "../../manifest.ts";
import { around, isRouteFile, type RouteDefinition, type RouteFile } from "./define-routes.ts";

/** A route with the file it comes from. */
export interface FoundRoute extends RouteDefinition {
  readonly file: string;
}

/**
 * Loads every route file of an app.
 * @throws MegaError `routes_invalid` with every mistake of every file
 */
export async function findRoutes(
  files: readonly ManifestFile[],
  settings: Pick<RoutingSettings, "prefix" | "before">,
): Promise<readonly FoundRoute[]> {
  const found: FoundRoute[] = [];
  const mistakes: string[] = [];
  let cause: unknown;
  for (const { file, load } of files) {
    try {
      const { default: routes } = (await load()) as { readonly default?: unknown };
      if (isRouteFile(routes)) found.push(...fromFile(file, routes, settings));
      else mistakes.push(`${file}: the default export must be made by defineRoutes`);
    } catch (error) {
      mistakes.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      cause ??= error;
    }
  }
  mistakes.push(...duplicates(found));
  if (mistakes.length > 0) throw new MegaError("routes_invalid", { mistakes }, { cause });
  return found;
}

function fromFile(
  file: string,
  { routes }: RouteFile,
  { prefix, before }: Pick<RoutingSettings, "prefix" | "before">,
): readonly FoundRoute[] {
  return routes.map(({ method, path, options, handler }) => {
    return { method, path: withPrefix(prefix, path), options: around({ before }, options), handler, file };
  });
}

function withPrefix(prefix: string, path: string): string {
  return prefix === "" ? path : `${prefix}${path === "/" ? "" : path}`;
}

/** Two routes for one address, whatever their parameters are called; both files are named. */
function duplicates(routes: readonly FoundRoute[]): readonly string[] {
  const places = new Map<string, string>();
  const mistakes: string[] = [];
  for (const { method, path, file } of routes) {
    const address = `${method} ${path.replace(/:[A-Za-z0-9_]+/g, ":")}`;
    const other = places.get(address);
    if (other === undefined) places.set(address, file);
    else mistakes.push(`${file}: ${method} ${path} is served by ${other === file ? "this file" : other} already`);
  }
  return mistakes;
}
