import type { ChangeState } from "../../generators/core/plan.ts";
import type { Reporter } from "./reporter.ts";

/** What becomes of a file: its state, or `kept` for a conflict that the reader's file wins. */
export interface PlannedFile {
  readonly path: string;
  readonly state: ChangeState | "kept";
}

/** A plan as lines: `new       apps/main/models/post.ts`. */
export function planView(files: readonly PlannedFile[], colors: Reporter["colors"]): string {
  const paint = {
    same: colors.dim,
    new: colors.green,
    changed: colors.cyan,
    removed: colors.red,
    conflict: colors.red,
    kept: colors.yellow,
  } as const;
  return files.map(({ path, state }) => `${paint[state](state.padEnd(8))}  ${path}`).join("\n");
}
