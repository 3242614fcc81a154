import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { tableView } from "../ui/table.ts";

/** `mega db status` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const data = await runTask(input, { task: "db.status" });
  const { colors } = input.ui;
  const rows = data.migrations.map(({ name, appliedAt }) => [name, appliedAt ?? colors.yellow("pending")]);
  const text =
    rows.length === 0
      ? "no migrations"
      : tableView([["MIGRATION", "APPLIED"].map((title) => colors.bold(title)), ...rows]);
  return { data, text };
}
