import { planLink } from "../../generators/adr/link-records.ts";
import type { CommandRun } from "../command.ts";
import { readBook } from "../records/read-book.ts";
import { runPlan } from "../run-plan.ts";

/** `mega adr link <source> <relation> <target> <back>` */
export const run: CommandRun = async (input) => {
  const { args, typed } = input;
  const word = (name: string): string => String(args[name]);
  const link = { source: word("source"), relation: word("relation"), target: word("target"), back: word("back") };
  const plan = { command: `mega ${typed}`, operations: planLink(link, readBook(input)) };
  return runPlan({ command: "adr link", plan, subject: {}, advice: undefined }, input);
};
