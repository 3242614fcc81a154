import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { frameworkVersion } from "../project/framework.ts";
import { installedVersion } from "../project/installed-version.ts";
import { readPackageJson } from "../project/package-json.ts";
import { lockFilesOf, managerOf } from "../project/package-manager.ts";
import { type Check, listed, ok, problem, type ProjectPlace, warning } from "./check.ts";

const LIMIT_MS = 20_000;

/** Looks at what is installed. */
export const packageChecks: Readonly<Record<string, Check<ProjectPlace>>> = {
  packages: ({ root }) => {
    const manager = managerOf(root) ?? "npm";
    const version = installedVersion(root);
    if (version === null) return problem("mega-framework is not installed", `run \`${manager} install\``);
    if (version !== frameworkVersion()) {
      const message = `this command is version ${frameworkVersion()}, and the project has ${version}`;
      return warning(message, "call it as `npx mega` in the project");
    }
    const missing = missingPackages(root);
    if (missing.length === 0) return ok(`mega-framework ${version} is installed`);
    return problem(`package.json lists what is not installed: ${listed(missing)}`, `run \`${manager} install\``);
  },
  lock: ({ root }) => {
    const files = lockFilesOf(root);
    const [file, ...others] = files;
    if (file === undefined) return warning("no lock file is there", "install once, and commit the lock file");
    if (others.length === 0) return ok(`${file} is the lock file`);
    return warning(
      `there are ${files.length} lock files: ${listed(files)}`,
      "keep that of the package manager you use",
    );
  },
  sqlite: ({ root, input: { cli } }) => {
    if (!dependsOn(root, "better-sqlite3") || !existsSync(join(root, "node_modules/better-sqlite3"))) return null;
    const opening = 'new (require("better-sqlite3"))(":memory:").close()';
    const { status, stderr } = spawnSync(cli.node, ["-e", opening], { cwd: root, timeout: LIMIT_MS, encoding: "utf8" });
    if (status === 0) return ok("SQLite opens");
    const reason = /^(?:Error|\w+Error): (.*)$/m.exec(stderr)?.[1] ?? "it ended without a word";
    return problem(
      `better-sqlite3 does not open: ${reason}`,
      "run `npm rebuild better-sqlite3` with this version of Node",
    );
  },
};

/** Packages of package.json that are in no `node_modules` from the project upwards, as Node looks for them. */
function missingPackages(root: string): readonly string[] {
  const { dependencies, devDependencies } = readPackageJson(root) ?? {};
  const folders = createRequire(join(root, "package.json")).resolve.paths("mega-framework") ?? [];
  const names = Object.keys({ ...dependencies, ...devDependencies });
  return names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
}

function dependsOn(root: string, name: string): boolean {
  return Object.hasOwn(readPackageJson(root)?.dependencies ?? {}, name);
}
