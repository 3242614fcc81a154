import { planLink } from "../../generators/adr/link-records.ts";
import type { CommandRun } from "../command.ts";
import { readBook } from "../records/read-book.ts";
import { runPlan } from "../run-plan.ts";

/** `mega adr supersede <old> <new>` */
export const run: CommandRun = async (input) => {
  const { args, typed } = input;
  const link = {
    source: String(args["new"]),
    relation: "Supersedes",
    target: String(args["old"]),
    back: "Superseded by",
  };
  const plan = { command: `mega ${typed}`, operations: planLink(link, readBook(input)) };
  return runPlan({ command: "adr supersede", plan, subject: {}, advice: undefined }, input);
};
