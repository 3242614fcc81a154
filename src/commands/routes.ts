import type { RouteInfo } from "../../runtime/dev/messages.ts";
import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";
import { tableView } from "../ui/table.ts";

/** `mega routes` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const routes = await runTask(input, { task: "routes" });
  return { data: { routes }, text: routes.length === 0 ? "no routes" : describe(routes, input) };
}

function describe(routes: readonly RouteInfo[], { ui }: ProjectCommandInput): string {
  const several = new Set(routes.map((route) => route.app)).size > 1;
  const rows = routes.map(({ app, method, path, file }) => [...(several ? [app] : []), method, path, file]);
  return tableView([
    [...(several ? ["APP"] : []), "METHOD", "PATH", "FILE"].map((title) => ui.colors.bold(title)),
    ...rows,
  ]);
}
