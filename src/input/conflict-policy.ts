import type { CommandInput } from "../command.ts";
import { CliError } from "../errors.ts";

/** What is done with a file that is there and differs. */
export type ConflictPolicy = "force" | "skip" | "ask";

/** The policy that `--force` and `--skip` ask for; a CliError `wrong_usage` for both at once. `command`: its words. */
export function conflictPolicy({ flags }: CommandInput, command: string): ConflictPolicy {
  if (flags["force"] === true && flags["skip"] === true) {
    throw new CliError("wrong_usage", { problem: "--force and --skip exclude each other", command });
  }
  if (flags["force"] === true) return "force";
  return flags["skip"] === true ? "skip" : "ask";
}
