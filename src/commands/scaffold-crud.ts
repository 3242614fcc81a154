import { comparePlan } from "../../generators/core/compare.ts";
import { GeneratorError } from "../../generators/core/errors.ts";
import { parseFields } from "../../generators/core/fields.ts";
import { parseEntityName, type EntityName } from "../../generators/core/names.ts";
import type { Change, Plan } from "../../generators/core/plan.ts";
import { crudPlan } from "../../generators/crud.ts";
import type { CommandResult, CommandRun, ProjectCommandInput } from "../command.ts";
import { conflictPolicy } from "../input/conflict-policy.ts";
import { findApp } from "../project/apps.ts";
import { readFacts } from "../project/facts.ts";
import { planView, type PlannedFile } from "../ui/plan-view.ts";

/** `mega scaffold crud <resource> <field...>`: plans, shows or settles, writes all or nothing. */
export const run: CommandRun = async (input) => {
  const { cli, project, flags } = input;
  const policy = conflictPolicy(input);
  const entity = parseEntityName(await resourceOf(input));
  const plan = await planOf(entity, input);
  const changes = await comparePlan(plan, { cwd: project.root });
  if (flags["diff"] === true) return shownDiff(entity, changes, input);
  if (flags["dryRun"] === true) return shownPlan(entity, changes, input);
  // Loaded here, because showing a plan needs neither.
  const { settleConflicts } = await import("../input/conflicts.ts");
  const { applyChanges } = await import("../../generators/core/apply.ts");
  const settled = await settleConflicts(changes, policy, input);
  await applyChanges(settled, { cwd: project.root, command: plan.command, now: cli.now() });
  return writtenResult({ entity, changes, settled }, input);
};

async function planOf(entity: EntityName, input: ProjectCommandInput): Promise<Plan> {
  const { cli, project, flags, typed } = input;
  const app = findApp(project.root, typeof flags["app"] === "string" ? flags["app"] : "main");
  const facts = await readFacts(project, { app, now: cli.now() });
  const read = (words: readonly string[]): ReturnType<typeof parseFields> => parseFields(words, { entity, facts });
  const fields = read(await fieldsOf(input, read));
  const views = typeof flags["views"] === "boolean" ? flags["views"] : facts.hasViews;
  return crudPlan({ command: `mega ${typed}`, entity, fields, views }, facts);
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

function shownPlan(entity: EntityName, changes: readonly Change[], { ui }: ProjectCommandInput): CommandResult {
  const files = byPath(changes.map(({ path, state }) => ({ path, state })));
  return {
    data: { resource: entity.file, dryRun: true, changes: files, next: [] },
    text: [planView(files, ui.colors), ui.colors.dim("nothing was written")].join("\n"),
  };
}

async function shownDiff(
  entity: EntityName,
  changes: readonly Change[],
  input: ProjectCommandInput,
): Promise<CommandResult> {
  const { diffView } = await import("../ui/diff-view.ts");
  const differing = changes.filter((change) => change.state !== "same");
  const diffs = await Promise.all(differing.map((change) => diffView(change, input.ui.colors)));
  return { ...shownPlan(entity, changes, input), text: diffs.join("\n\n") || "nothing would change" };
}

interface Written {
  readonly entity: EntityName;
  readonly changes: readonly Change[];
  /** Those that were applied; the rest is kept as it was. */
  readonly settled: readonly Change[];
}

function writtenResult({ entity, changes, settled }: Written, { ui }: ProjectCommandInput): CommandResult {
  const stateOf = (change: Change): PlannedFile["state"] => (settled.includes(change) ? change.state : "kept");
  const files = byPath(changes.map((change) => ({ path: change.path, state: stateOf(change) })));
  const isNew = files.some(({ path, state }) => path.startsWith("db/migrations/") && state === "new");
  const next = isNew ? ["npx mega db migrate", "npx mega db seed", "npx mega start --watch"] : [];
  const lines =
    next.length === 0 ? [] : ["", ui.colors.bold("Type next:"), ...next.map((line) => `  ${ui.colors.cyan(line)}`)];
  const page = files.some(({ path }) => path.includes("/routes/pages/")) ? entity.pageRoute : entity.apiRoute;
  if (lines.length > 0) lines.push(`Then open ${page}.`);
  return {
    data: { resource: entity.file, dryRun: false, changes: files, next },
    text: [planView(files, ui.colors), ...lines].join("\n"),
  };
}

function byPath(files: readonly PlannedFile[]): readonly PlannedFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
