import type { CommandInput, FreeCommandRun } from "../command.ts";
import { type Check, type Finding, problem } from "../doctor/check.ts";
import { fileChecks } from "../doctor/files.ts";
import { machineChecks } from "../doctor/machine.ts";
import { packageChecks } from "../doctor/packages.ts";
import { runtimeChecks } from "../doctor/runtime.ts";
import { settingChecks } from "../doctor/settings.ts";
import { findProject } from "../project/find.ts";
import type { Reporter } from "../ui/reporter.ts";
import { tableView } from "../ui/table.ts";

/** `mega doctor`: exit 1 when something does not work. Outside a project it looks at the machine alone. */
export const run: FreeCommandRun = async (input) => {
  const project = findProject(input.cli.cwd);
  const place = project && { input: { ...input, project }, root: project.root };
  const ofProject = { ...packageChecks, ...settingChecks, ...fileChecks, ...runtimeChecks };
  const checks = [...(await lookAll(machineChecks, input)), ...(place ? await lookAll(ofProject, place) : [])];
  const isBroken = checks.some(({ state }) => state === "problem");
  const text = [listView(checks, input.ui.colors), "", summaryOf(checks, input, project?.name)].join("\n");
  return { data: { checks }, text, exitCode: isBroken ? 1 : 0 };
};

interface Checked extends Finding {
  readonly name: string;
}

async function lookAll<Place>(
  checks: Readonly<Record<string, Check<Place>>>,
  place: Place,
): Promise<readonly Checked[]> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, look]): Promise<Checked | null> => {
      const finding = await lookSafely(look, place);
      return finding && { name, state: finding.state, message: finding.message, hint: finding.hint };
    }),
  );
  return found.filter((checked) => checked !== null);
}

/** A project may be broken in ways that no check expects: that is told too, and the others still look. */
async function lookSafely<Place>(look: Check<Place>, place: Place): Promise<Finding | null> {
  try {
    return await look(place);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(`this could not be looked at: ${reason}`, "correct that, and run `mega doctor` again");
  }
}

function listView(checks: readonly Checked[], { bold, dim, green, red, yellow }: Reporter["colors"]): string {
  const signs = { ok: green("✓"), warning: yellow("!"), problem: red("✗") } as const;
  const rows = checks.flatMap(({ name, state, message, hint }) => {
    const [first = "", ...more] = message.split("\n");
    const told = [[signs[state], state === "ok" ? name : bold(name), first], ...more.map((line) => ["", "", line])];
    return hint === undefined ? told : [...told, ["", "", dim(hint)]];
  });
  return tableView(rows);
}

function summaryOf(checks: readonly Checked[], { ui }: CommandInput, project: string | undefined): string {
  const count = (wanted: Finding["state"]): number => checks.filter(({ state }) => state === wanted).length;
  const where = project === undefined ? "this machine (no project is here)" : project;
  const [problems, warnings] = [count("problem"), count("warning")];
  if (problems + warnings === 0) return ui.colors.green(`${where}: all is well`);
  const words = [
    ...(problems === 0 ? [] : [`${problems} problem${problems === 1 ? "" : "s"}`]),
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? "" : "s"}`]),
  ];
  return `${where}: ${words.join(", ")}`;
}
