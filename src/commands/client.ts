import { CLIENT_MARKER, clientPlan } from "../../generators/client.ts";
import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { chosenApp } from "../project/apps.ts";
import { planView } from "../ui/plan-view.ts";
import { projectPath, writeOutput } from "../write-output.ts";

/** `mega client` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { project, flags, typed, ui } = input;
  const args = { app: chosenApp(project.root, flags["app"]) };
  const { app, document } = await runTask(input, { task: "openapi", args });
  const path = projectPath(typeof flags["out"] === "string" ? flags["out"] : "client.ts", input);
  const plan = clientPlan({ command: `mega ${typed}`, document, out: path });
  const state = await writeOutput(plan, (text) => text.startsWith(CLIENT_MARKER), input);
  return { data: { app, file: path, state }, text: planView([{ path, state }], ui.colors) };
}
