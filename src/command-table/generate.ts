import type { Generator } from "../../generators/core/generator.ts";
import { generators } from "../../generators/table.ts";
import type { CommandSpec } from "../command.ts";
import { planFlags } from "./plan-flags.ts";

/** One command for each generator: `mega generate route`. */
export const generateCommands: readonly CommandSpec[] = Object.entries(generators).map(([name, generator]) =>
  generateCommand(name, generator),
);

/** The command of a generator: its head, and the flags that all of them have. `isOwn`: it is the project's. */
export function generateCommand(
  name: string,
  generator: Generator,
  { isOwn }: { readonly isOwn: boolean } = { isOwn: false },
): CommandSpec {
  const { plan: _plan, flags = [], ...head } = generator;
  return {
    ...head,
    path: ["generate", name],
    group: "Create",
    flags: [...flags, { flag: "--app <app>", summary: "the app it belongs to (main, or the only one)" }, ...planFlags],
    result: "{ generator, app, dryRun, changes: [{ path, state }], next }",
    project: "required",
    writes: true,
    load: async () => (await import("../commands/generate.ts")).commandOf(name, generator, { isOwn }),
  };
}
