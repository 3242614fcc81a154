import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parsePieceName } from "./core/piece-name.ts";
import { testPlace } from "./core/test-place.ts";

/** Plans a service with its test. Throws a GeneratorError `name_refused`. */
export function planService({ args, facts, render }: PlanInput<{ name: string }, unknown>): GeneratorPlan {
  const name = parsePieceName(args.name, ["mega"]);
  const place = testPlace(facts, 1 + name.depth, ["clock", "routes: [probe]"]);
  return {
    operations: render("service", { app: facts.app, name, ...place }),
    advice: { next: [], finally: `\`ctx.services.${name.variable}\` is there in every handler.` },
  };
}
