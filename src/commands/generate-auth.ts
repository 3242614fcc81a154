import { authPlan } from "../../generators/auth.ts";
import type { CommandRun } from "../command.ts";
import { findApp } from "../project/apps.ts";
import { readFacts } from "../project/facts.ts";
import { runPlan, type Advice } from "../run-plan.ts";
import type { PlannedFile } from "../ui/plan-view.ts";

/** `mega generate auth` */
export const run: CommandRun = async (input) => {
  const { cli, project, flags, typed } = input;
  const app = findApp(project.root, typeof flags["app"] === "string" ? flags["app"] : "main");
  const facts = await readFacts(project, { app, now: cli.now() });
  const views = typeof flags["views"] === "boolean" ? flags["views"] : facts.hasViews;
  const plan = authPlan({ command: `mega ${typed}`, views }, facts);
  const advise = (files: readonly PlannedFile[]): Advice | null => adviceOn(files, views);
  return runPlan({ command: "generate auth", plan, subject: { app, views }, advise }, input);
};

function adviceOn(files: readonly PlannedFile[], views: boolean): Advice | null {
  if (!files.some(({ path, state }) => path.startsWith("db/migrations/") && state === "new")) return null;
  const open = views ? "Then open /sign-up." : "Then POST to /api/account.";
  return { next: ["npx mega db migrate", "npx mega start --watch"], finally: open };
}
