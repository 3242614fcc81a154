import type { Change } from "../../generators/core/plan.ts";
import type { CommandInput } from "../command.ts";
import { CliError } from "../errors.ts";
import { askChoice, canAsk } from "./ask.ts";
import type { ConflictPolicy } from "./conflict-policy.ts";

/**
 * Settles every conflict before anything is written and gives the changes to apply; those whose file the reader keeps are
 * left out. Where nobody can be asked, a conflict is a CliError `conflicts`; so is nothing-at-all when the reader stops.
 */
export async function settleConflicts(
  changes: readonly Change[],
  policy: ConflictPolicy,
  input: CommandInput,
): Promise<readonly Change[]> {
  const conflicts = changes.filter((change) => change.state === "conflict");
  if (conflicts.length === 0 || policy === "force") return changes;
  if (policy === "ask" && !canAsk(input)) throw new CliError("conflicts", { paths: conflicts.map(({ path }) => path) });
  const kept = new Set<Change>();
  for (const conflict of conflicts) {
    if (policy === "skip" || (await askAbout(conflict, input)) === "keep") kept.add(conflict);
  }
  return changes.filter((change) => !kept.has(change));
}

async function askAbout(change: Change, input: CommandInput): Promise<"keep" | "take"> {
  for (;;) {
    const answer = await askChoice(input, {
      what: `what to do with ${change.path}`,
      question: `${change.path} is there and differs`,
      flag: "--force or --skip",
      options: [
        { value: "keep", label: "keep mine" },
        { value: "take", label: "take the new one" },
        { value: "diff", label: "show the difference" },
        { value: "stop", label: "stop: write nothing" },
      ],
    });
    if (answer === "stop") throw new CliError("stopped", { at: change.path });
    if (answer !== "diff") return answer;
    const { diffView } = await import("../ui/diff-view.ts");
    input.ui.info(await diffView(change, input.ui.colors));
  }
}
