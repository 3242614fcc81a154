import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";

/** `mega db rollback [--step <n>]` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { step } = input.flags;
  const args = { step: typeof step === "number" ? step : 1 };
  const data = await input.ui.progress("rolling back", () => runTask(input, { task: "db.rollback", args }));
  const { length } = data.reverted;
  const text =
    length === 0
      ? "nothing to take back"
      : `took back ${length} migration${length === 1 ? "" : "s"}: ${data.reverted.join(", ")}`;
  return { data, text };
}
