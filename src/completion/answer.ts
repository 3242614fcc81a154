import { commands } from "../commands.ts";
import type { CliContext } from "../context.ts";
import { complete } from "./complete.ts";
import { wordsOfProject } from "./project-words.ts";

/** What the scripts of `mega completion` read: a candidate a line, its meaning behind a tab, and `:files` for files. */
export function answerShell(words: readonly string[], cli: CliContext): string {
  const { candidates, files } = complete(words, commands, wordsOfProject(cli));
  const lines = candidates.map(({ value, summary }) => `${plain(value)}\t${plain(summary)}\n`);
  return [...lines, ...(files ? [":files\n"] : [])].join("");
}

/** One line without control characters, whatever a file is called. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, " ");
}
