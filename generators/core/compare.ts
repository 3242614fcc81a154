import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { applyEdit } from "./edits.ts";
import { GeneratorError } from "./errors.ts";
import { describeFailure, errorCode } from "./failures.ts";
import { insideOf } from "./inside.ts";
import type { Change, ChangeState, EditOperation, Operation, Plan } from "./plan.ts";

const FILE_MODE = 0o644;

/**
 * Holds a plan against the disk and says what each operation would do. Reads only.
 * Throws a GeneratorError: `path_outside`, `path_blocked` (a folder where a file goes), `edit_missing`, or what an edit throws.
 */
export async function comparePlan(plan: Plan, { cwd }: { readonly cwd: string }): Promise<readonly Change[]> {
  const checkInside = insideOf(cwd);
  const changes: Change[] = [];
  for (const operation of plan.operations) {
    checkInside(operation.path);
    changes.push(await compareOperation(operation, readExisting(operation.path, cwd)));
  }
  return changes;
}

async function compareOperation(operation: Operation, file: ExistingFile | null): Promise<Change> {
  const { kind, path } = operation;
  const known = { kind, path, before: file?.text ?? null };
  switch (operation.kind) {
    case "create": {
      const { content, mode = FILE_MODE } = operation;
      return { ...known, state: stateOf(file?.text, content), after: content, mode: file?.mode ?? mode };
    }
    case "edit":
      return { ...known, ...(await compareEdit(operation, file)) };
    case "delete":
      return { ...known, state: file === null ? "same" : "removed", after: null, mode: file?.mode ?? FILE_MODE };
  }
}

async function compareEdit(
  { path, edit, start }: EditOperation,
  file: ExistingFile | null,
): Promise<Omit<Change, "kind" | "path" | "before">> {
  const text = file?.text ?? start;
  if (text === undefined) throw new GeneratorError("edit_missing", { path });
  const after = await applyEdit(edit, text, path);
  return {
    state: file === null ? "new" : after === text ? "same" : "changed",
    after,
    mode: file?.mode ?? FILE_MODE,
    ...(typeof edit === "function" ? {} : { recipe: edit }),
    ...(start === undefined ? {} : { start }),
  };
}

function stateOf(present: string | undefined, wanted: string): ChangeState {
  if (present === undefined) return "new";
  return present === wanted ? "same" : "conflict";
}

interface ExistingFile {
  readonly text: string;
  readonly mode: number;
}

function readExisting(path: string, cwd: string): ExistingFile | null {
  const absolute = join(cwd, path);
  try {
    const { mode } = statSync(absolute);
    return { text: readFileSync(absolute, "utf8"), mode: mode & 0o777 };
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return null;
    throw new GeneratorError("path_blocked", { path, reason: describeFailure(cause) }, { cause });
  }
}
