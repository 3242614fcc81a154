import { checkRecords, type Finding } from "../../generators/adr/check-records.ts";
import { matcher } from "../../generators/adr/globs.ts";
import type { CommandRun } from "../command.ts";
import { readAccepted } from "../records/read-accepted.ts";
import { readBook } from "../records/read-book.ts";
import { listProjectFiles, readSources } from "../records/read-sources.ts";
import type { Reporter } from "../ui/reporter.ts";

/** `mega adr check`: exit 1 when there is a finding. */
export const run: CommandRun = async (input) => {
  const { flags, ui } = input;
  const book = readBook(input);
  const files = await listProjectFiles(input);
  const ignored = ((flags["ignore"] ?? []) as readonly string[]).map(matcher);
  const looked = files.filter((file) => !ignored.some((ignores) => ignores(file)));
  const sources = readSources(looked, input);
  const all = checkRecords({ book, files, sources, accepted: readAccepted(book, input) });
  const findings = all.filter(({ file }) => !ignored.some((ignores) => ignores(file)));
  const { length } = book.records;
  const checked = `checked ${length} record${length === 1 ? "" : "s"} in ${book.dir}`;
  const text =
    findings.length === 0 ? `${checked}: all is well` : [...lines(findings, ui.colors), "", checked].join("\n");
  return { data: { records: length, findings }, text, exitCode: findings.length === 0 ? 0 : 1 };
};

function lines(findings: readonly Finding[], { bold, dim }: Reporter["colors"]): readonly string[] {
  return findings.map(({ file, line, message, rule }) => `${bold(`${file}:${line}`)} ${message} ${dim(`(${rule})`)}`);
}
