import { planNewRecord } from "../../generators/adr/new-record.ts";
import type { AdrId, AdrTemplate } from "../../generators/adr/record.ts";
import { makeRender } from "../../generators/core/render.ts";
import type { CommandRun, ProjectCommandInput } from "../command.ts";
import { ownTemplates } from "../project/own-templates.ts";
import { readBook } from "../records/read-book.ts";
import { runPlan } from "../run-plan.ts";

/** `mega adr new <title...>` */
export const run: CommandRun = async (input) => {
  const { cli, project, flags, typed } = input;
  const title = await titleOf(input);
  const planned = planNewRecord(
    {
      title,
      // The table of commands declares what each flag gives.
      ids: flags["ids"] as AdrId["kind"] | undefined,
      template: flags["template"] as AdrTemplate | undefined,
      status: flags["status"] as string | undefined,
      supersedes: flags["supersedes"] as readonly string[] | undefined,
      links: flags["link"] as readonly string[] | undefined,
      governs: flags["governs"] as readonly string[] | undefined,
      now: cli.now(),
    },
    readBook(input),
    makeRender(ownTemplates(project.root)),
  );
  const plan = { command: `mega ${typed}`, operations: planned.operations };
  return runPlan({ command: "adr new", plan, subject: { file: planned.file }, advice: undefined }, input);
};

async function titleOf(input: ProjectCommandInput): Promise<string> {
  const { title } = input.args;
  if (Array.isArray(title) && title.length > 0) return title.join(" ");
  const { askText } = await import("../input/ask.ts");
  return askText(input, { what: "the title of the record", flag: "mega adr new <title>", placeholder: "Use Postgres" });
}
