import { tableOfContents } from "../../generators/adr/overview.ts";
import type { CommandRun } from "../command.ts";
import { printOrWrite } from "../records/print-or-write.ts";
import { readBook } from "../records/read-book.ts";

/** `mega adr toc` */
export const run: CommandRun = async (input) => {
  const { flags } = input;
  const prefix = typeof flags["prefix"] === "string" ? flags["prefix"] : "";
  return printOrWrite(tableOfContents(readBook(input).records, prefix), "toc", input);
};
