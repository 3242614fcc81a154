import type { ConfigValue } from "../../runtime/dev/messages.ts";
import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { findApp } from "../project/apps.ts";
import { originText, valueText } from "../ui/config-view.ts";
import { tableView } from "../ui/table.ts";

/** `mega config [--app <app>]` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { app } = input.flags;
  const args = typeof app === "string" ? { app: findApp(input.project.root, app) } : {};
  const { values } = await runTask(input, { task: "config", args });
  return { data: { values }, text: describe(values, input) };
}

/** What of a long value is shown in a table. */
const VALUE_COLUMNS = 60;

function describe(values: readonly ConfigValue[], { ui }: ProjectCommandInput): string {
  const several = new Set(values.flatMap(({ app }) => app ?? [])).size > 1;
  const rows = values.map((value) => [
    ...(several ? [value.app ?? ""] : []),
    value.key,
    valueText(value.value, VALUE_COLUMNS),
    value.layer === "default" ? ui.colors.dim("default") : originText(value),
  ]);
  const titles = [...(several ? ["APP"] : []), "KEY", "VALUE", "FROM"];
  return tableView([titles.map((title) => ui.colors.bold(title)), ...rows]);
}
