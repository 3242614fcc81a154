import { recover, type Recovery } from "../generators/core/recover.ts";
import type { CommandInput } from "./command.ts";
import { hideJournal } from "./project/hide-journal.ts";
import { lockProject } from "./project/run-lock.ts";

/**
 * Runs work that writes files of a project by its journal: alone, and after what a run that was cut off has left is put right,
 * which is said. `work` learns of that.
 * @throws CliError `project_busy`; GeneratorError `journal_broken`
 */
export async function withJournal<Result>(
  root: string,
  { cli, ui }: Pick<CommandInput, "cli" | "ui">,
  work: (recovery: Recovery | null) => Promise<Result>,
): Promise<Result> {
  const lock = await lockProject(root, cli.platform);
  try {
    const recovery = recover(root);
    if (recovery !== null) ui.warn(recoveryText(recovery));
    const result = await work(recovery);
    hideJournal(root);
    return result;
  } finally {
    lock.release();
  }
}

function recoveryText({ command, putBack, kept }: Recovery): string {
  const files = `${putBack.length} file${putBack.length === 1 ? "" : "s"}`;
  const edited = kept.length === 0 ? "" : `; edited since, and kept: ${kept.join(", ")}`;
  return `\`${command}\` was cut off before its end: put back ${files}${edited}`;
}
