import type { Generator } from "../../generators/core/generator.ts";
import { makeRender } from "../../generators/core/render.ts";
import { checkFree } from "../../generators/core/taken.ts";
import type { CommandRun } from "../command.ts";
import { askForArgs } from "../input/ask-args.ts";
import { chosenApp } from "../project/apps.ts";
import { ownTemplates } from "../project/own-templates.ts";
import { readFacts } from "../project/facts.ts";
import { runPlan } from "../run-plan.ts";

/** `mega generate <name>`: what every generator's command does with it. */
export function commandOf(name: string, generator: Generator): { readonly run: CommandRun } {
  const command = `generate ${name}`;
  const run: CommandRun = async (input) => {
    const { cli, project, flags, typed } = input;
    const app = chosenApp(project.root, flags["app"]);
    const facts = await readFacts(project, { app, now: cli.now() });
    const args = await askForArgs(generator, command, input);
    const { operations, advice } = await generator.plan({
      args,
      flags,
      facts,
      render: makeRender(ownTemplates(project.root)),
    });
    checkFree(operations, facts);
    const plan = { command: `mega ${typed}`, operations };
    return runPlan({ command, plan, subject: { generator: name, app }, advice }, input);
  };
  return { run };
}
