import { planLink } from "../../generators/adr/link-records.ts";
import { supersedingWords } from "../../generators/adr/superseding-words.ts";
import type { CommandRun } from "../command.ts";
import { readBook } from "../records/read-book.ts";
import { runPlan } from "../run-plan.ts";

/** `mega adr supersede <old> <new>` */
export const run: CommandRun = async (input) => {
  const { args, typed } = input;
  const book = readBook(input);
  const link = { source: String(args["new"]), target: String(args["old"]), ...supersedingWords(book) };
  const plan = { command: `mega ${typed}`, operations: planLink(link, book) };
  return runPlan({ command: "adr supersede", plan, subject: {}, advice: undefined }, input);
};
