import { builtInTexts } from "../../generators/core/template-files.ts";
import { checkTemplateFolder, ejectPlan } from "../../generators/templates.ts";
import type { CommandRun } from "../command.ts";
import { frameworkVersion } from "../project/framework.ts";
import { runPlan } from "../run-plan.ts";

/** `mega templates eject <generator> [file...]` */
export const run: CommandRun = async (input) => {
  const { args, typed } = input;
  const generator = String(args["generator"]);
  checkTemplateFolder(generator);
  const files = Array.isArray(args["files"]) ? (args["files"] as readonly string[]) : [];
  const builtIn = builtInTexts(generator);
  const operations = ejectPlan({ generator, files, builtIn, version: frameworkVersion() });
  return runPlan(
    {
      command: "templates eject",
      plan: { command: `mega ${typed}`, operations },
      subject: { generator },
      advice: { next: [`npx mega templates diff ${generator}`], finally: "The copies win from now on: change them." },
    },
    input,
  );
};
