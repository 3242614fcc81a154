import { GeneratorError } from "../core/errors.ts";
import type { CreateOperation, Edit, EditOperation } from "../core/plan.ts";

/** A whole file, by its path from the project's root. */
export function create(path: string, content: string): CreateOperation {
  return { kind: "create", path, content };
}

/**
 * A change of a file that is there: a function of its text, or what is to be done with it as data, which undo can follow
 * even after later changes: `edit("apps/main/app.config.ts", { do: "addToConfig", addition })`.
 */
export function edit(path: string, change: Edit): EditOperation {
  return { kind: "edit", path, edit: change };
}

/** Ends the plan with an error of exit code 1: what is in the way, and what to do about it. Nothing is written. */
export function refuse(reason: string, hint: string): never {
  throw new GeneratorError("generator_refused", { reason, hint });
}
