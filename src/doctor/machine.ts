import { readFileSync, statfsSync } from "node:fs";

import type { CommandInput } from "../command.ts";
import { NODE_RANGE, runsOnNode } from "../project/node-version.ts";
import { type Check, ok, problem, warning } from "./check.ts";

const MEGABYTE = 1024 * 1024;
const LOW_MEGABYTES = 500;
const FULL_MEGABYTES = 20;
/** The kernel's old default, which a project with its packages can use up. */
const FEW_WATCHES = 8192;

/** Looks at the machine. */
export const machineChecks: Readonly<Record<string, Check<CommandInput>>> = {
  node: ({ cli }) => {
    if (runsOnNode(cli.nodeVersion)) return ok(`Node ${cli.nodeVersion}`);
    return problem(`Node ${cli.nodeVersion} is not one of ${NODE_RANGE}`, "install the current LTS version of Node");
  },
  disk: ({ cli }) => {
    const { bavail, bsize } = statfsSync(cli.cwd);
    const free = Math.floor((bavail * bsize) / MEGABYTE);
    if (free >= LOW_MEGABYTES) return ok(`${free} MB are free`);
    const message = `${free} MB are free on the disk of ${cli.cwd}`;
    return free < FULL_MEGABYTES ? problem(message, "free some space") : warning(message, "free some space");
  },
  watches: ({ cli }) => (cli.platform === "linux" ? watchesOf("/proc/sys/fs/inotify/max_user_watches") : null),
};

/** How many folders and files a user may watch, which `mega start --watch` does. */
export function watchesOf(file: string): ReturnType<Check<CommandInput>> {
  try {
    const most = Number(readFileSync(file, "utf8"));
    if (most > FEW_WATCHES) return ok(`${most} files can be watched`);
    return warning(
      `only ${most} files can be watched, and editors want some too`,
      "sudo sysctl fs.inotify.max_user_watches=524288",
    );
  } catch {
    return null;
  }
}
