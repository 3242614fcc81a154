import type { ArgValues, Generator, GeneratorPlan, PlanInput } from "../../generators/core/generator.ts";
import { checkPlan } from "../../generators/core/check-plan.ts";
import { isGeneratorError } from "../../generators/core/errors.ts";
import { readFacts } from "../../generators/core/read-facts.ts";
import { makeRender } from "../../generators/core/render.ts";
import type { CommandInput, CommandRun } from "../command.ts";
import { CliError } from "../errors.ts";
import { askForArgs } from "../input/ask-args.ts";
import { chosenApp } from "../project/apps.ts";
import { reasonOf } from "../project/generator-place.ts";
import { checkNotTaken } from "../project/own-generators.ts";
import { ownTemplates } from "../project/own-templates.ts";
import { runPlan } from "../run-plan.ts";

/** `mega generate <name>`: what every generator's command does with it. `isOwn`: it is the project's. */
export function commandOf(
  name: string,
  generator: Generator,
  { isOwn }: { readonly isOwn: boolean },
): { readonly run: CommandRun } {
  const command = `generate ${name}`;
  const run: CommandRun = async (input) => {
    const { cli, project, flags, typed } = input;
    if (!isOwn) checkNotTaken(project.root, [name, ...(generator.aliases ?? [])]);
    const app = chosenApp(project.root, flags["app"]);
    const facts = await readFacts(project, { app, now: cli.now() });
    const known = { flags, facts, render: makeRender(ownTemplates(project.root)) };
    const planned = (args: ArgValues): GeneratorPlan | Promise<GeneratorPlan> =>
      isOwn ? planOwn({ name, generator, root: project.root }, { ...known, args }) : generator.plan({ ...known, args });
    const { operations, advice } = await planAsking({ generator, command, planned }, input);
    checkPlan(operations, facts);
    const plan = { command: `mega ${typed}`, operations };
    return runPlan({ command, plan, subject: { generator: name, app }, advice }, input);
  };
  return { run };
}

interface Planning {
  readonly generator: Generator;
  readonly command: string;
  readonly planned: (args: ArgValues) => GeneratorPlan | Promise<GeneratorPlan>;
}

/** Plans with what is typed, and with what is answered: an answer that is refused is asked for again. */
async function planAsking({ generator, command, planned }: Planning, input: CommandInput): Promise<GeneratorPlan> {
  const { args, wereAsked } = await askForArgs(generator, command, input);
  try {
    return await planned(args);
  } catch (error) {
    if (!wereAsked || !isGeneratorError(error) || error.kind !== "usage") throw error;
    input.ui.warn([error.message, ...error.details.map(({ where, message }) => `  ${where}: ${message}`)].join("\n"));
    return planAsking({ generator, command, planned }, input);
  }
}

interface OwnPlanning {
  readonly name: string;
  readonly generator: Generator;
  readonly root: string;
}

/** What a project's own code throws is a mistake of that code, unless it refuses by the table. */
async function planOwn({ name, generator, root }: OwnPlanning, input: PlanInput): Promise<GeneratorPlan> {
  try {
    const plan: Partial<GeneratorPlan> | undefined = await generator.plan(input);
    const { operations, advice } = plan ?? {};
    if (!Array.isArray(operations) || !operations.every(isOperation)) {
      throw new TypeError("its plan is not { operations: [create(path, content), edit(path, change), …] }");
    }
    return { operations, advice };
  } catch (error) {
    if (isGeneratorError(error)) throw error;
    throw new CliError("generator_failed", { name, reason: reasonOf(error, root) }, { cause: error });
  }
}

function isOperation(value: unknown): boolean {
  const { kind, path, content, edit } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof path !== "string") return false;
  if (kind === "create") return typeof content === "string";
  return kind === "delete" || (kind === "edit" && (typeof edit === "function" || typeof edit === "object"));
}
