import { applyEdit } from "../../generators/core/edits.ts";
import type { ArgValues, FlagValues, GeneratorPlan } from "../../generators/core/generator.ts";
import type { ProjectFacts } from "../../generators/core/plan.ts";
import { renderTemplates } from "../../generators/core/render.ts";
import { generators } from "../../generators/table.ts";
import { projectFacts } from "./project-facts.ts";

export interface Given {
  readonly flags?: FlagValues;
  readonly facts?: Partial<ProjectFacts>;
}

/** What a generator of the table plans. */
export async function planOf(
  name: string,
  args: ArgValues,
  { flags = {}, facts = {} }: Given = {},
): Promise<GeneratorPlan> {
  return generators[name]!.plan({ args, flags, facts: projectFacts(facts), render: renderTemplates });
}

export function pathsOf({ operations }: Pick<GeneratorPlan, "operations">): readonly string[] {
  return operations.map(({ path }) => path).toSorted();
}

/** The text of a planned file. */
export function textOf({ operations }: Pick<GeneratorPlan, "operations">, path: string): string {
  const operation = operations.find((one) => one.path === path);
  if (operation?.kind !== "create") throw new Error(`${path} is not created`);
  return operation.content;
}

/** What an edit makes of a text. */
export async function editedBy(
  { operations }: Pick<GeneratorPlan, "operations">,
  path: string,
  before: string,
): Promise<string> {
  const operation = operations.find((one) => one.path === path);
  if (operation?.kind !== "edit") throw new Error(`${path} is not edited`);
  return applyEdit(operation.edit, before, path);
}
