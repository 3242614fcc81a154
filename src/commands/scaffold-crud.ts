import { GeneratorError } from "../../generators/core/errors.ts";
import { parseFields } from "../../generators/core/fields.ts";
import type { Advice } from "../../generators/core/generator.ts";
import { parseEntityName, type EntityName } from "../../generators/core/names.ts";
import type { Plan } from "../../generators/core/plan.ts";
import { readFacts } from "../../generators/core/read-facts.ts";
import { makeRender } from "../../generators/core/render.ts";
import { crudPlan } from "../../generators/crud.ts";
import type { CommandRun, ProjectCommandInput } from "../command.ts";
import { chosenApp } from "../project/apps.ts";
import { ownTemplates } from "../project/own-templates.ts";
import { runPlan } from "../run-plan.ts";

/** `mega scaffold crud <resource> <field...>` */
export const run: CommandRun = async (input) => {
  const entity = parseEntityName(await resourceOf(input));
  const plan = await planOf(entity, input);
  const subject = { resource: entity.file };
  return runPlan({ command: "scaffold crud", plan, subject, advice: adviceOn(entity, plan) }, input);
};

async function planOf(entity: EntityName, input: ProjectCommandInput): Promise<Plan> {
  const { cli, project, flags, typed } = input;
  const app = chosenApp(project.root, flags["app"]);
  const facts = await readFacts(project, { app, now: cli.now() });
  const read = (words: readonly string[]): ReturnType<typeof parseFields> => parseFields(words, { entity, facts });
  const fields = read(await fieldsOf(input, read));
  const views = typeof flags["views"] === "boolean" ? flags["views"] : facts.hasViews;
  const owner = typeof flags["owner"] === "string" ? parseEntityName(flags["owner"]) : null;
  const render = makeRender(ownTemplates(project.root));
  return crudPlan({ command: `mega ${typed}`, entity, fields, owner, views }, facts, render);
}

async function resourceOf(input: ProjectCommandInput): Promise<string> {
  const { resource } = input.args;
  if (typeof resource === "string") return resource;
  const { askText } = await import("../input/ask.ts");
  return askText(input, {
    what: "the name of the resource",
    flag: "mega scaffold crud <resource> <field...>",
    placeholder: "post",
    check: (answer) => mistakeIn(() => parseEntityName(answer)),
  });
}

async function fieldsOf(
  input: ProjectCommandInput,
  read: (words: readonly string[]) => unknown,
): Promise<readonly string[]> {
  const { fields } = input.args;
  if (Array.isArray(fields) && fields.length > 0) return fields;
  const { askText } = await import("../input/ask.ts");
  const answer = await askText(input, {
    what: "the list of fields",
    question: "Its fields, with a space between them",
    flag: "mega scaffold crud <resource> <field...>, such as title:string body:text",
    placeholder: "title:string body:text published:boolean",
    check: (text) => mistakeIn(() => read(wordsOf(text))),
  });
  return wordsOf(answer);
}

function wordsOf(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function mistakeIn(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    const details = error instanceof GeneratorError ? error.details : [];
    if (details.length > 0) return details.map(({ where, message }) => `${where}: ${message}`).join("\n");
    return error instanceof Error ? error.message : String(error);
  }
}

function adviceOn(entity: EntityName, { operations }: Plan): Advice {
  const page = operations.some(({ path }) => path.includes("/routes/pages/")) ? entity.pageRoute : entity.apiRoute;
  return { next: ["npx mega db migrate", "npx mega db seed", "npx mega start --watch"], finally: `Then open ${page}.` };
}
