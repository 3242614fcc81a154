import { adrStatuses, type AdrRecord, fileNameOf, refOf, targetFinder } from "../../generators/adr/record.ts";
import { GeneratorError } from "../../generators/core/errors.ts";
import type { CommandRun } from "../command.ts";
import { describeRecord } from "../records/describe-record.ts";
import { readBook } from "../records/read-book.ts";
import type { Reporter } from "../ui/reporter.ts";
import { tableView } from "../ui/table.ts";

/** `mega adr list` */
export const run: CommandRun = async (input) => {
  const { flags, ui } = input;
  const book = readBook(input);
  const wanted = typeof flags["status"] === "string" ? checkStatus(flags["status"]) : undefined;
  const records = book.records.filter(({ status }) => wanted === undefined || status === wanted);
  const find = targetFinder(book.records);
  const data = { dir: book.dir, records: records.map((record) => describeRecord(record, find)) };
  const none = wanted === undefined ? `there are no records in ${book.dir}` : `no record in ${book.dir} is ${wanted}`;
  return { data, text: records.length === 0 ? none : listView(records, ui.colors) };
};

function checkStatus(typed: string): string {
  const status = typed.toLowerCase();
  if (adrStatuses.includes(status)) return status;
  throw new GeneratorError("adr_status_unknown", { status: typed, known: adrStatuses });
}

function listView(records: readonly AdrRecord[], { cyan, dim, green, yellow }: Reporter["colors"]): string {
  const paint = (status: string | null): string => {
    if (status === "accepted") return green(status);
    return status === "superseded" || status === "rejected" ? dim(status) : yellow(status ?? "no status");
  };
  return tableView(
    records.map((record) => [
      cyan(record.id.kind === "number" ? refOf(record.id) : record.id.date),
      paint(record.status),
      record.date ?? "",
      record.title === "" ? fileNameOf(record) : record.title,
    ]),
  );
}
