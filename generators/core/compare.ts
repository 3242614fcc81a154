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
 * Throws a GeneratorError: `path_outside`, `path_blocked` (a folder where a file goes), `edit_missing`, `plan_doubled`, or what an edit throws.
 */
export async function comparePlan(plan: Plan, { cwd }: { readonly cwd: string }): Promise<readonly Change[]> {
  const checkInside = insideOf(cwd);
  const changes = new Map<string, Change>();
  for (const operation of plan.operations) {
    const { path } = operation;
    checkInside(path);
    const earlier = changes.get(path);
    const change = earlier
      ? await compareAgain(operation, earlier)
      : await compareOperation(operation, readExisting(path, cwd));
    changes.set(path, change);
  }
  return [...changes.values()];
}

/** A second edit of a file goes on from the first: together they are one change, which no single recipe describes. */
async function compareAgain(operation: Operation, { kind, path, state, before, after, mode }: Change): Promise<Change> {
  if (operation.kind !== "edit" || after === null) throw new GeneratorError("plan_doubled", { path });
  const { after: both } = await compareEdit(operation, { text: after, mode });
  const edited = both === before ? "same" : "changed";
  return { kind, path, state: kind === "edit" && before !== null ? edited : state, before, after: both, mode };
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
