import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { planView } from "../ui/plan-view.ts";
import { projectPath, writeOutput } from "../write-output.ts";

/** A text made of the records: printed, or written to the file that `--out` names. */
export async function printOrWrite(
  text: string,
  key: "toc" | "graph",
  input: ProjectCommandInput,
): Promise<CommandResult> {
  const { flags, typed, ui } = input;
  if (typeof flags["out"] !== "string") return { data: { [key]: text }, text: text.trimEnd() };
  const path = projectPath(flags["out"], input);
  const plan = { command: `mega ${typed}`, operations: [{ kind: "create", path, content: text }] } as const;
  // Whatever starts as this one does was made by this command.
  const state = await writeOutput(plan, (present) => present.split("\n")[0] === text.split("\n")[0], input);
  return { data: { file: path, state }, text: planView([{ path, state }], ui.colors) };
}
