import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";

/** `mega db migrate` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const data = await input.ui.progress("migrating", () => runTask(input, { task: "db.migrate" }));
  const { length } = data.applied;
  const text =
    length === 0
      ? "nothing to apply"
      : `applied ${length} migration${length === 1 ? "" : "s"}: ${data.applied.join(", ")}`;
  return { data, text };
}
