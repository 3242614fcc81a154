import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { chosenApp } from "../project/apps.ts";
import { planView } from "../ui/plan-view.ts";
import { projectPath, writeOutput } from "../write-output.ts";

/** `mega openapi` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const { project, flags, typed, ui } = input;
  const result = await runTask(input, { task: "openapi", args: { app: chosenApp(project.root, flags["app"]) } });
  const text = JSON.stringify(result.document, null, 2);
  if (typeof flags["out"] !== "string") return { data: result, text };
  const path = projectPath(flags["out"], input);
  const plan = { command: `mega ${typed}`, operations: [{ kind: "create", path, content: `${text}\n` }] } as const;
  const state = await writeOutput(plan, isDocument, input);
  return { data: { app: result.app, file: path, state }, text: planView([{ path, state }], ui.colors) };
}

function isDocument(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "openapi" in value;
  } catch {
    return false;
  }
}
