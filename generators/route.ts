import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parsePieceName } from "./core/piece-name.ts";
import { testPlace } from "./core/test-place.ts";
import { parseMethods, parsePath } from "./route/options.ts";

export interface RouteFlags {
  /** `get,post`; `get` unless said. */
  readonly method: string | undefined;
  /** `/posts/:id/comments`; made of the name unless said. */
  readonly path: string | undefined;
}

/**
 * Plans a route file with its test.
 * Throws a GeneratorError: `name_refused`, `option_refused`.
 */
export function planRoute({ args, flags, facts, render }: PlanInput<{ name: string }, RouteFlags>): GeneratorPlan {
  const name = parsePieceName(args.name);
  const methods = parseMethods(flags.method ?? "get");
  const path = parsePath(flags.path ?? `/${name.file}`);
  const requests = methods
    .map((method) => `${method.toUpperCase()} ${path}`)
    .map((title) => ({
      title,
      request: title.replaceAll(/:\w+/g, "1"),
      // What sends nothing could be a form of another site, and is refused as one.
      hasBody: title.startsWith("P"),
    }));
  const variables = { app: facts.app, name, path, methods, requests, ...testPlace(facts, 1 + name.depth) };
  return {
    operations: render("route", variables),
    advice: { next: requests.map(({ request }) => `npx mega routes ${request}`) },
  };
}
