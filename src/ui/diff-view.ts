import type { Change } from "../../generators/core/plan.ts";
import type { Reporter } from "./reporter.ts";

/** What a change would do to its file, as a unified diff. */
export async function diffView(
  change: Pick<Change, "path" | "before" | "after">,
  colors: Reporter["colors"],
): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const from = change.before === null ? "/dev/null" : `a/${change.path}`;
  const to = change.after === null ? "/dev/null" : `b/${change.path}`;
  const patch = createTwoFilesPatch(from, to, change.before ?? "", change.after ?? "", "", "", { context: 3 });
  // The first line only underlines the header.
  const lines = patch
    .trimEnd()
    .split("\n")
    .filter((line) => !line.startsWith("====="));
  return lines.map((line) => paintLine(line.trimEnd(), colors)).join("\n");
}

function paintLine(line: string, colors: Reporter["colors"]): string {
  if (line.startsWith("+++") || line.startsWith("---")) return colors.bold(line);
  if (line.startsWith("@@")) return colors.cyan(line);
  if (line.startsWith("+")) return colors.green(line);
  return line.startsWith("-") ? colors.red(line) : line;
}
