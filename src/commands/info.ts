import { arch, release } from "node:os";

import type { CommandInput, FreeCommandRun } from "../command.ts";
import { listApps } from "../project/apps.ts";
import { findProject, type Project } from "../project/find.ts";
import { frameworkRoot, frameworkVersion } from "../project/framework.ts";
import { installedVersion } from "../project/installed-version.ts";
import { callingManager, managerOf } from "../project/package-manager.ts";
import { tableView } from "../ui/table.ts";

/** `mega info`: what a bug report needs, inside a project and outside. A broken project is described as far as it can be read. */
export const run: FreeCommandRun = async (input) => {
  const { cli, ui } = input;
  const found = findProject(cli.cwd);
  const project = found && (await describeProject(found, input));
  const data = {
    mega: { version: frameworkVersion(), root: frameworkRoot() },
    node: cli.nodeVersion,
    platform: `${cli.platform} ${arch()} ${release()}`,
    packageManager: managerText(found, cli.env),
    project: project ?? null,
  };
  const rows: [string, string][] = [
    ["mega", `${data.mega.version} (${data.mega.root})`],
    ["node", data.node],
    ["platform", data.platform],
    ["package manager", data.packageManager],
    ...(project === undefined ? [["project", "none here"] as [string, string]] : projectRows(project)),
  ];
  return { data, text: tableView(rows.map(([key, value]) => [ui.colors.dim(key), value])) };
};

interface ProjectInfo {
  readonly name: string;
  readonly root: string;
  /** The version that the project has installed, and runs. */
  readonly mega: string | null;
  readonly apps: readonly string[];
  /** Alias → driver; null when the project does not start. */
  readonly databases: Readonly<Record<string, string>> | null;
  /** Why the project does not start. */
  readonly problem: string | null;
}

async function describeProject(project: Project, input: CommandInput): Promise<ProjectInfo> {
  const told = {
    name: project.name,
    root: project.root,
    mega: installedVersion(project.root),
    apps: listApps(project.root),
  };
  const { runTask } = await import("../dev/run-task.ts");
  try {
    const { apps, databases } = await runTask({ ...input, project }, { task: "info" });
    return { ...told, apps, databases, problem: null };
  } catch (error) {
    return { ...told, databases: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

function projectRows({ name, root, mega, apps, databases, problem }: ProjectInfo): [string, string][] {
  const drivers = Object.entries(databases ?? {}).map(([alias, driver]) => `${alias} (${driver})`);
  return [
    ["project", `${name} (${root})`],
    ["  mega", mega ?? "not installed"],
    ["  apps", apps.join(", ") || "none"],
    ...(databases === null ? [] : [["  databases", drivers.join(", ") || "none"] as [string, string]]),
    ...(problem === null ? [] : [["  does not start", problem] as [string, string]]),
  ];
}

/** `npm 11.19.1` where the manager itself called mega, else its name. */
function managerText(project: Project | undefined, env: CommandInput["cli"]["env"]): string {
  const name = (project && managerOf(project.root)) ?? callingManager(env);
  const [, version] = new RegExp(`^${name}/(\\S+)`).exec(env["npm_config_user_agent"] ?? "") ?? [];
  return version === undefined ? name : `${name} ${version}`;
}
