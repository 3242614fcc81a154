import { relative, resolve } from "node:path";

import { applyChanges } from "../generators/core/apply.ts";
import { comparePlan } from "../generators/core/compare.ts";
import { GeneratorError } from "../generators/core/errors.ts";
import { isPlain } from "../generators/core/inside.ts";
import type { Plan } from "../generators/core/plan.ts";
import type { ProjectCommandInput } from "./command.ts";
import { CliError } from "./errors.ts";
import { withJournal } from "./with-journal.ts";

/** A file as typed, from the project's root. Throws a GeneratorError `path_outside` for one that leads out of the project. */
export function projectPath(file: string, { cli, project }: ProjectCommandInput): string {
  const path = relative(project.root, resolve(cli.cwd, file)).replaceAll("\\", "/");
  if (!isPlain(path)) throw new GeneratorError("path_outside", { path: file });
  return path;
}

/**
 * Writes the one file of a plan that is made anew each time, in one step. A file that is there is replaced when it is
 * `isOurs`, or with `--force`.
 * @throws CliError `file_foreign`, `project_busy`; GeneratorError `path_outside`, `not_writable`
 */
export async function writeOutput(
  plan: Plan,
  isOurs: (text: string) => boolean,
  input: ProjectCommandInput,
): Promise<"same" | "new" | "changed"> {
  return withJournal(input.project.root, input, () => write(plan, isOurs, input));
}

async function write(
  plan: Plan,
  isOurs: (text: string) => boolean,
  { cli, project, flags }: ProjectCommandInput,
): Promise<"same" | "new" | "changed"> {
  const changes = await comparePlan(plan, { cwd: project.root });
  const [change] = changes;
  if (change === undefined || change.state === "same") return "same";
  const isForeign = change.before !== null && !isOurs(change.before);
  if (isForeign && flags["force"] !== true) throw new CliError("file_foreign", { path: change.path });
  await applyChanges(changes, { cwd: project.root, command: plan.command, now: cli.now() });
  return change.before === null ? "new" : "changed";
}
