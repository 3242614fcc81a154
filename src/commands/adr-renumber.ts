import { findRecord } from "../../generators/adr/find-record.ts";
import { fileNameOf } from "../../generators/adr/record.ts";
import { planRenumber } from "../../generators/adr/renumber.ts";
import type { CommandRun } from "../command.ts";
import { CliError } from "../errors.ts";
import { readBook } from "../records/read-book.ts";
import { listProjectFiles, readTexts } from "../records/read-sources.ts";
import { runPlan } from "../run-plan.ts";

/** `mega adr renumber <record> [number]` */
export const run: CommandRun = async (input) => {
  const { args, typed, ui } = input;
  const book = readBook(input);
  const ref = String(args["record"]);
  const name = fileNameOf(findRecord(book, ref));
  const texts = readTexts(await listProjectFiles(input), ["ADR-", name, encodeURI(name)], input);
  const number = args["number"] === undefined ? undefined : numberOf(String(args["number"]));
  const { operations, file, ambiguous } = planRenumber({ ref, number }, book, texts);
  if (ambiguous > 0)
    ui.warn(
      `${ambiguous} reference${ambiguous === 1 ? " stays" : "s stay"} with the other record of that number: look them over`,
    );
  const plan = { command: `mega ${typed}`, operations };
  return runPlan({ command: "adr renumber", plan, subject: { file }, advice: undefined }, input);
};

function numberOf(typed: string): number {
  if (/^\d{1,6}$/.test(typed)) return Number(typed);
  throw new CliError("bad_option", { flag: "<number>", value: typed, expected: "a whole number from 0 to 999999" });
}
