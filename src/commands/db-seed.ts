import type { CommandResult, ProjectCommandInput } from "../command.ts";
import { runTask } from "../dev/run-task.ts";

/** `mega db seed` */
export async function run(input: ProjectCommandInput): Promise<CommandResult> {
  const onEvent = (event: { readonly kind: string; readonly seed?: string }): void => {
    if (event.kind === "seeded") input.ui.info(`  ${event.seed}`);
  };
  const data = await input.ui.progress("seeding", () => runTask(input, { task: "db.seed", onEvent }));
  const { length } = data.seeds;
  return {
    data,
    text:
      length === 0 ? "no seeds in db/seeds" : `ran ${length} seed${length === 1 ? "" : "s"}: ${data.seeds.join(", ")}`,
  };
}
