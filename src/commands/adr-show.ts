import { findRecord } from "../../generators/adr/find-record.ts";
import { targetFinder } from "../../generators/adr/record.ts";
import type { CommandRun } from "../command.ts";
import { describeRecord } from "../records/describe-record.ts";
import { readBook } from "../records/read-book.ts";

/** `mega adr show <record>` */
export const run: CommandRun = async (input) => {
  const book = readBook(input);
  const record = findRecord(book, String(input.args["record"]));
  return {
    data: { ...describeRecord(record, targetFinder(book.records)), text: record.text },
    text: record.text.trimEnd(),
  };
};
