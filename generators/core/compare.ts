import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode } from "./failures.ts";
import { insideOf } from "./inside.ts";
import type { Change, ChangeState, Operation, Plan } from "./plan.ts";

const FILE_MODE = 0o644;

/**
 * Holds a plan against the disk and says what each operation would do. Reads only.
 * Throws a GeneratorError: `path_outside`, `path_blocked` (a folder where a file goes), `edit_missing`, or what an edit throws.
 */
export async function comparePlan(plan: Plan, { cwd }: { readonly cwd: string }): Promise<readonly Change[]> {
  const checkInside = insideOf(cwd);
  return plan.operations.map((operation) => {
    checkInside(operation.path);
    return compareOperation(operation, cwd);
  });
}

function compareOperation(operation: Operation, cwd: string): Change {
  const file = readExisting(operation.path, cwd);
  const { kind, path } = operation;
  if (operation.kind === "edit") {
    if (!file) throw new GeneratorError("edit_missing", { path });
    const after = operation.edit(file.text);
    return { kind, path, state: after === file.text ? "same" : "changed", before: file.text, after, mode: file.mode };
  }
  const { content, mode = FILE_MODE } = operation;
  return {
    kind,
    path,
    state: stateOf(file?.text, content),
    before: file?.text ?? null,
    after: content,
    mode: file?.mode ?? mode,
  };
}

function stateOf(present: string | undefined, wanted: string): ChangeState {
  if (present === undefined) return "new";
  return present === wanted ? "same" : "conflict";
}

function readExisting(path: string, cwd: string): { readonly text: string; readonly mode: number } | null {
  const absolute = join(cwd, path);
  try {
    const { mode } = statSync(absolute);
    return { text: readFileSync(absolute, "utf8"), mode: mode & 0o777 };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return null;
    throw new GeneratorError("path_blocked", { path, reason: describeFailure(cause) }, { cause });
  }
}
