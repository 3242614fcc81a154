import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parseFlatName } from "./core/piece-name.ts";
import type { EditOperation } from "./core/plan.ts";
import { testPlace } from "./core/test-place.ts";

/** What its file imports or declares beside it. */
const IN_USE = ["definePlugin", "fastify", "reply"];

/**
 * Plans a plugin of Fastify with its test, and its place in the app's config.
 * Throws a GeneratorError `name_refused`; its edit throws `config_broken`.
 */
export function planPlugin({ args, facts, render }: PlanInput<{ name: string }, unknown>): GeneratorPlan {
  const name = parseFlatName(args.name, IN_USE);
  const files = render("plugin", { name, ...testPlace(facts, 1) });
  return { operations: [...files, configEdit(name, facts.app)] };
}

function configEdit(
  { variable, file }: { readonly variable: string; readonly file: string },
  app: string,
): EditOperation {
  const path = `apps/${app}/app.config.ts`;
  const addition = {
    callee: "defineAppConfig",
    imports: [{ name: variable, from: `../../plugins/${file}.ts` }],
    members: { plugins: variable },
  };
  return { kind: "edit", path, edit: { do: "addToConfig", addition } };
}
