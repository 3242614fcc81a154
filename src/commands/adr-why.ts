import { readFileSync } from "node:fs";
import { join } from "node:path";

import { headingOf, refOf } from "../../generators/adr/record.ts";
import { type Reason, reasonsOf, stateOf } from "../../generators/adr/why.ts";
import { describeFailure, errorCode } from "../../generators/core/failures.ts";
import type { CommandRun } from "../command.ts";
import { CliError } from "../errors.ts";
import { readBook } from "../records/read-book.ts";
import type { Reporter } from "../ui/reporter.ts";
import { projectPath } from "../write-output.ts";

/** `mega adr why <file>[:line]` */
export const run: CommandRun = async (input) => {
  const { args, project, ui } = input;
  const [, typed = "", row] = /^(.*?)(?::(\d+))?$/s.exec(String(args["file"])) ?? [];
  const file = projectPath(typed, input);
  const line = row === undefined ? undefined : Number(row);
  const reasons = reasonsOf({ file, text: readText(join(project.root, file), typed) }, readBook(input).records, line);
  const told = reasons.map(({ record, lines, glob, successor }) => {
    return {
      ref: refOf(record.id),
      file: record.file,
      title: record.title,
      state: stateOf(record, successor),
      lines,
      glob,
    };
  });
  const text =
    reasons.length === 0 ? `no record governs ${file}, and it names none` : lines(reasons, ui.colors).join("\n");
  return { data: { file, line: line ?? null, decisions: told }, text };
};

/** Of a folder nothing is read: globs may govern it. */
function readText(path: string, typed: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (errorCode(cause) === "EISDIR") return "";
    throw new CliError("file_unreadable", { path: typed, reason: describeFailure(cause) }, { cause });
  }
}

function lines(reasons: readonly Reason[], { bold, dim, yellow }: Reporter["colors"]): readonly string[] {
  return reasons.flatMap(({ record, lines, glob, successor }) => {
    const state = stateOf(record, successor);
    const because = [
      ...(lines.length === 0 ? [] : [`named in line ${lines.join(", ")}`]),
      ...(glob === null ? [] : [`governs ${glob}`]),
    ];
    return [
      `${bold(headingOf(record))} ${state === "accepted" ? dim(state) : yellow(state)}`,
      `  ${because.join("; ")}  ${dim(record.file)}`,
    ];
  });
}
