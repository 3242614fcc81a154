import { planRenumber } from "../../generators/adr/renumber.ts";
import type { CommandRun } from "../command.ts";
import { readBook } from "../records/read-book.ts";
import { listProjectFiles, readSources } from "../records/read-sources.ts";
import { runPlan } from "../run-plan.ts";

/** `mega adr renumber <record> [number]` */
export const run: CommandRun = async (input) => {
  const { args, typed, ui } = input;
  const book = readBook(input);
  const sources = readSources(await listProjectFiles(input), input);
  const number = args["number"] === undefined ? undefined : Number(args["number"]);
  const { operations, file, ambiguous } = planRenumber({ ref: String(args["record"]), number }, book, sources);
  if (ambiguous > 0)
    ui.warn(
      `${ambiguous} reference${ambiguous === 1 ? " stays" : "s stay"} with the other record of that number: look them over`,
    );
  const plan = { command: `mega ${typed}`, operations };
  return runPlan({ command: "adr renumber", plan, subject: { file }, advice: undefined }, input);
};
