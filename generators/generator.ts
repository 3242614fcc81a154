import { GeneratorError } from "./core/errors.ts";
import type { GeneratorPlan, PlanInput } from "./core/generator.ts";
import { parseFlatName } from "./core/piece-name.ts";
import { pluralOf, wordsOf } from "./core/words.ts";
import { TEMPLATE_FOLDERS } from "./templates.ts";

/** Folders of templates that belong to mega's own commands; a project's templates there would be among theirs. */
const TAKEN = [...TEMPLATE_FOLDERS, "client", "new"];

/**
 * Plans a generator of the project's own, with a template and a test. `builtIn`: the words of mega's generators.
 * Throws a GeneratorError `name_refused`.
 */
export function planGenerator(
  { args, render }: PlanInput<{ readonly name: string }, unknown>,
  builtIn: readonly string[],
): GeneratorPlan {
  if ([...builtIn, ...TAKEN].includes(args.name.toLowerCase())) {
    throw new GeneratorError("name_refused", {
      name: JSON.stringify(args.name),
      reason: "it is a word of mega itself",
    });
  }
  const name = parseFlatName(args.name, ["defineGenerator", "expect", "parsePieceName", "planFiles"]);
  const words = wordsOf(name.file);
  const many = [...words.slice(0, -1), ...words.slice(-1).map(pluralOf)].join("-");
  return {
    operations: render("generator", { name, many }),
    advice: {
      next: [`npx mega g ${name.file} example`],
      finally: `Change what it writes in templates/${name.file}/, and what it takes in generators/${name.file}.ts.`,
    },
  };
}
