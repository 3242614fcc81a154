import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parsePieceName } from "./core/piece-name.ts";
import { testPlace } from "./core/test-place.ts";

/** Plans a test that starts the project. Throws a GeneratorError `name_refused`. */
export function planTest({ args, facts, render }: PlanInput<{ name: string }, unknown>): GeneratorPlan {
  const name = parsePieceName(args.name);
  const place = testPlace(facts, name.depth);
  return {
    operations: render("test", { name, ...place }),
    advice: { next: [`npx vitest run ${place.tests}/${name.file}.test.ts`] },
  };
}
