import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parsePieceName } from "./core/piece-name.ts";
import { testPlace } from "./core/test-place.ts";

/** What its files import or declare beside it. */
const IN_USE = [
  "answer",
  "app",
  "defineMiddleware",
  "defineRoutes",
  "expect",
  "makeApp",
  "probe",
  "reply",
  "route",
  "test",
];

/** Plans a middleware with its test. Throws a GeneratorError `name_refused`. */
export function planMiddleware({ args, facts, render }: PlanInput<{ name: string }, unknown>): GeneratorPlan {
  const name = parsePieceName(args.name, IN_USE);
  const place = testPlace(facts, 1 + name.depth, ["routes: [probe]"]);
  return {
    operations: render("middleware", { app: facts.app, name, ...place }),
    advice: { next: [], finally: `Put it in front of routes: defineRoutes("/…", { before: [${name.variable}] }, …).` },
  };
}
