import type { FlagSpec } from "../../generators/core/generator.ts";

/** Flags of every command that writes files by a plan. */
export const planFlags: readonly FlagSpec[] = [
  { flag: "--dry-run", summary: "show the plan; write nothing" },
  { flag: "--diff", summary: "show what would change; write nothing" },
  { flag: "--force", summary: "replace files that are there and differ" },
  { flag: "--skip", summary: "keep files that are there and differ" },
];
