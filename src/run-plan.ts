import { comparePlan } from "../generators/core/compare.ts";
import type { Advice } from "../generators/core/generator.ts";
import type { Change, Plan } from "../generators/core/plan.ts";
import type { CommandResult, ProjectCommandInput } from "./command.ts";
import { conflictPolicy } from "./input/conflict-policy.ts";
import { planView, type PlannedFile } from "./ui/plan-view.ts";

/** A generator's plan with what its command says about it. */
export interface PlanRequest {
  /** The words of the command: `scaffold crud`. */
  readonly command: string;
  readonly plan: Plan;
  /** What stands beside the changes in the JSON result: `{ resource: "post" }`. */
  readonly subject: Readonly<Record<string, unknown>>;
  /** What to do once a file is there that was not there before. */
  readonly advice: Advice | undefined;
}

/** What every generator's command does with its plan: show it, or settle the conflicts and write all or nothing. */
export async function runPlan(request: PlanRequest, input: ProjectCommandInput): Promise<CommandResult> {
  const { cli, project, flags } = input;
  const { plan, command } = request;
  const policy = conflictPolicy(input, command);
  const changes = await comparePlan(plan, { cwd: project.root });
  if (flags["diff"] === true) return shownDiff(changes, request, input);
  if (flags["dryRun"] === true) return shownPlan(changes, request, input);
  // Loaded here, because showing a plan needs neither.
  const { settleConflicts } = await import("./input/conflicts.ts");
  const { applyChanges } = await import("../generators/core/apply.ts");
  const settled = await settleConflicts(changes, policy, input);
  await applyChanges(settled, { cwd: project.root, command: plan.command, now: cli.now() });
  return writtenResult({ changes, settled, request }, input);
}

function shownPlan(changes: readonly Change[], { subject }: PlanRequest, { ui }: ProjectCommandInput): CommandResult {
  const files = byPath(changes.map(({ path, state }) => ({ path, state })));
  return {
    data: { ...subject, dryRun: true, changes: files, next: [] },
    text: [planView(files, ui.colors), ui.colors.dim("nothing was written")].join("\n"),
  };
}

async function shownDiff(
  changes: readonly Change[],
  request: PlanRequest,
  input: ProjectCommandInput,
): Promise<CommandResult> {
  const { diffView } = await import("./ui/diff-view.ts");
  const differing = changes.filter((change) => change.state !== "same");
  const diffs = await Promise.all(differing.map((change) => diffView(change, input.ui.colors)));
  return { ...shownPlan(changes, request, input), text: diffs.join("\n\n") || "nothing would change" };
}

interface Written {
  readonly changes: readonly Change[];
  /** Those that were applied; the rest is kept as it was. */
  readonly settled: readonly Change[];
  readonly request: PlanRequest;
}

function writtenResult({ changes, settled, request }: Written, { ui }: ProjectCommandInput): CommandResult {
  const stateOf = (change: Change): PlannedFile["state"] => (settled.includes(change) ? change.state : "kept");
  const files = byPath(changes.map((change) => ({ path: change.path, state: stateOf(change) })));
  const isNew = files.some(({ state }) => state === "new");
  const advice = isNew ? request.advice : undefined;
  return {
    data: { ...request.subject, dryRun: false, changes: files, next: advice?.next ?? [] },
    text: [planView(files, ui.colors), ...(advice === undefined ? [] : adviceLines(advice, ui))].join("\n"),
  };
}

function adviceLines({ next, finally: last }: Advice, { colors }: ProjectCommandInput["ui"]): readonly string[] {
  const commands =
    next.length === 0 ? [] : [colors.bold("Type next:"), ...next.map((line) => `  ${colors.cyan(line)}`)];
  return ["", ...commands, ...(last === undefined ? [] : [last])];
}

function byPath(files: readonly PlannedFile[]): readonly PlannedFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
