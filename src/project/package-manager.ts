import { existsSync } from "node:fs";
import { join } from "node:path";

import { readPackageJson } from "./package-json.ts";

export const packageManagers = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof packageManagers)[number];

const LOCK_FILES: readonly (readonly [file: string, manager: PackageManager])[] = [
  ["package-lock.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

/** The manager that runs this command (`npm_config_user_agent` starts with its name and version), else npm. */
export function callingManager(env: Readonly<Record<string, string | undefined>>): PackageManager {
  return known(env["npm_config_user_agent"]?.split("/")[0]) ?? "npm";
}

/** The manager of the project in `root`: what its package.json pins, else whose lock file is there. */
export function managerOf(root: string): PackageManager | undefined {
  const pinned = known(readPackageJson(root)?.packageManager?.split("@")[0]);
  return pinned ?? lockOf(root)?.[1];
}

/** The lock file of the project in `root`. */
export function lockFileOf(root: string): string | undefined {
  return lockOf(root)?.[0];
}

/** Every lock file that is there: one too many makes two managers install different packages. */
export function lockFilesOf(root: string): readonly string[] {
  return LOCK_FILES.map(([file]) => file).filter((file) => existsSync(join(root, file)));
}

function lockOf(root: string): (typeof LOCK_FILES)[number] | undefined {
  return LOCK_FILES.find(([file]) => existsSync(join(root, file)));
}

function known(name: string | undefined): PackageManager | undefined {
  return packageManagers.find((manager) => manager === name);
}
