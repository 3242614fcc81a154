import { dotGraph, mermaidGraph } from "../../generators/adr/overview.ts";
import type { CommandRun } from "../command.ts";
import { printOrWrite } from "../records/print-or-write.ts";
import { readBook } from "../records/read-book.ts";

/** `mega adr graph` */
export const run: CommandRun = async (input) => {
  const { records } = readBook(input);
  const text = input.flags["format"] === "dot" ? dotGraph(records) : mermaidGraph(records);
  return printOrWrite(text, "graph", input);
};
