import type { FreeCommandRun } from "../command.ts";
import { completionScripts, shells } from "../completion/scripts.ts";
import { CliError } from "../errors.ts";

/** `mega completion <shell>` */
export const run: FreeCommandRun = async ({ args }) => {
  const shell = shells.find((one) => one === args["shell"]);
  if (shell === undefined) throw new CliError("shell_unknown", { shell: String(args["shell"]), known: shells });
  const script = completionScripts[shell];
  return { data: { shell, script }, text: script.trimEnd() };
};
