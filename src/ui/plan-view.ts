import type { ChangeState } from "../../generators/core/plan.ts";
import type { Reporter } from "./reporter.ts";

/** What becomes of a file: its state, or `kept` for a conflict that the reader's file wins. */
export interface PlannedFile {
  readonly path: string;
  readonly state: ChangeState | "kept";
  /** Why it is kept. */
  readonly reason?: string;
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
  const line = ({ path, state, reason }: PlannedFile): string => {
    const why = reason === undefined ? "" : colors.dim(` (${reason})`);
    return `${paint[state](state.padEnd(8))}  ${path}${why}`;
  };
  return files.map(line).join("\n");
}
