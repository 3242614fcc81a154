import { applyWrites } from "../generators/core/apply.ts";
import { isSame } from "../generators/core/content.ts";
import { readRuns } from "../generators/core/journal/read.ts";
import type { JournalRun } from "../generators/core/journal/run.ts";
import type { Recovery } from "../generators/core/recover.ts";
import { findRedo, findUndo } from "../generators/core/undo/find-run.ts";
import { historyOf } from "../generators/core/undo/history.ts";
import { planTakeBack, type TakeBack, type TakenFile, writesOf } from "../generators/core/undo/take-back.ts";
import type { CommandResult, ProjectCommandInput } from "./command.ts";
import { CliError } from "./errors.ts";
import { planView, type PlannedFile } from "./ui/plan-view.ts";

/** What `mega undo` and `mega redo` do: find the run, plan, show or write all or nothing. */
export async function takeBack(direction: TakeBack["direction"], input: ProjectCommandInput): Promise<CommandResult> {
  const { project, flags, args, recovery } = input;
  // Whoever undoes after a run was cut off means that one.
  if (recovery !== undefined && args["run"] === undefined) return recovered(recovery);
  const history = historyOf(readRuns(project.root));
  const id = typeof args["run"] === "string" ? args["run"] : undefined;
  const run = direction === "undo" ? findUndo(history, id) : findRedo(history, id);
  if (madeProject(run)) throw new CliError("run_is_project", { root: project.root });
  const plan = await planTakeBack({ run, direction }, history, project.root);
  if (flags["diff"] === true) return shownDiff(plan, input);
  if (flags["dryRun"] === true) return shownPlan(plan, input);
  if (direction === "undo" && flags["force"] !== true) {
    const { checkMigrations } = await import("./check-migrations.ts");
    await checkMigrations(run, input);
  }
  return write(plan, input);
}

function recovered({ command, putBack, kept }: Recovery): CommandResult {
  const changes = [
    ...putBack.map((path) => ({ path, state: "put back" })),
    ...kept.map((path) => ({ path, state: "kept", reason: "edited since" })),
  ];
  return { data: { run: null, command, dryRun: false, changes }, text: "" };
}

function madeProject({ operations }: JournalRun): boolean {
  return operations.some(({ path, before }) => path === "mega.config.ts" && before === null);
}

function write(plan: TakeBack, input: ProjectCommandInput): CommandResult {
  const { cli, project, typed, ui } = input;
  const kept = plan.files.filter((file) => file.kept !== null);
  if (kept.length > 0 && kept.length === plan.files.length)
    throw new CliError("all_kept", { paths: kept.map(({ path }) => path) });
  const { writes, head } = writesOf(plan);
  applyWrites(writes, { ...head, command: `mega ${typed}`, now: cli.now() }, project.root);
  const back = plan.direction === "undo" ? "redo" : "undo";
  const lines = [
    ui.colors.bold(`${plan.direction === "undo" ? "took back" : "brought again"}: ${plan.run.command}`),
    planView(fileStates(plan), ui.colors),
    ui.colors.dim(`\`mega ${back}\` is the way back`),
  ];
  return { data: dataOf(plan, false), text: lines.filter((line) => line !== "").join("\n") };
}

function shownPlan(plan: TakeBack, { ui }: ProjectCommandInput): CommandResult {
  const lines = [plan.run.command, planView(fileStates(plan), ui.colors), ui.colors.dim("nothing was written")];
  return { data: dataOf(plan, true), text: lines.filter((line) => line !== "").join("\n") };
}

async function shownDiff(plan: TakeBack, input: ProjectCommandInput): Promise<CommandResult> {
  const { diffView } = await import("./ui/diff-view.ts");
  const differing = plan.files.filter((file) => stateOf(file) !== "same" && file.kept === null);
  const diffs = await Promise.all(
    differing.map(({ path, before, after }) => {
      const texts = { before: before && before.toString("utf8"), after: after && after.toString("utf8") };
      return diffView({ path, ...texts }, input.ui.colors);
    }),
  );
  return { ...shownPlan(plan, input), text: diffs.join("\n\n") || "nothing would change" };
}

function dataOf(plan: TakeBack, dryRun: boolean): unknown {
  return { run: plan.run.id, command: plan.run.command, dryRun, changes: fileStates(plan) };
}

function fileStates({ files }: TakeBack): readonly PlannedFile[] {
  const states = files.map((file): PlannedFile => {
    const { path, kept } = file;
    return kept === null ? { path, state: stateOf(file) } : { path, state: "kept", reason: kept };
  });
  return states.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function stateOf({ before, after }: TakenFile): "same" | "new" | "changed" | "removed" {
  if (isSame(before, after)) return "same";
  if (after === null) return "removed";
  return before === null ? "new" : "changed";
}
