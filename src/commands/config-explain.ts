import type { ConfigExplanation, ConfigStep } from "../../runtime/dev/messages.ts";
import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { CliError } from "../errors.ts";
import { findApp } from "../project/apps.ts";
import { originText, valueText } from "../ui/config-view.ts";
import { tableView } from "../ui/table.ts";

/** `mega config explain <key> [--app <app>]` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  // The command table requires it.
  const key = input.args["key"] as string;
  const { app } = input.flags;
  const args = { key, ...(typeof app === "string" ? { app: findApp(input.project.root, app) } : {}) };
  const { isKey, near, explanations } = await runTask(input, { task: "config.explain", args });
  if (!isKey) throw new CliError("config_key_unknown", { key, ...(near === null ? {} : { near }) });
  const text = explanations.map((one) => describe(one, input)).join("\n\n");
  return { data: { explanations }, text: text === "" ? `${key} is not set` : text };
}

function describe({ key, app, value, steps }: ConfigExplanation, { ui }: ProjectCommandInput): string {
  const { bold, dim } = ui.colors;
  const title = `${bold(key)} = ${valueText(value)}${app === null ? "" : dim(` (app ${app})`)}`;
  const line = ({ wins, value, ...origin }: ConfigStep): readonly string[] => {
    const isReference = value === `env("${origin.variable}")`;
    const cells = isReference
      ? [originText({ ...origin, variable: null }), value]
      : [originText(origin), valueText(value)];
    return wins ? ["  →", ...cells] : ["   ", ...cells.map((cell) => dim(cell))];
  };
  return [title, tableView(steps.map(line))].join("\n");
}
