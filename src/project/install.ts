import type { CliContext } from "../context.ts";
import { CliError } from "../errors.ts";
import type { PackageManager } from "./package-manager.ts";

const LINES_SHOWN = 12;

/** Installs the packages of the project in `root`. Throws a CliError `install_failed` with the end of what the manager said. */
export async function installPackages(root: string, manager: PackageManager, cli: CliContext): Promise<void> {
  const { execa } = await import("execa");
  const installing = execa(manager, ["install"], {
    cwd: root,
    env: cli.env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    cancelSignal: cli.signal,
  });
  // What the manager has started may outlive it and hold the pipes open: nobody reads them any more.
  const letGo = (): void => {
    installing.stdout.destroy();
    installing.stderr.destroy();
  };
  cli.signal.addEventListener("abort", letGo, { once: true });
  const result = await installing;
  cli.signal.removeEventListener("abort", letGo);
  if (!result.failed) return;
  const output = result.code === "ENOENT" ? [`${manager} is not installed`] : lastLines(result.all);
  throw new CliError("install_failed", { command: `${manager} install`, folder: root, output }, { cause: result });
}

function lastLines(text: string | undefined): readonly string[] {
  const lines = (text ?? "").split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-LINES_SHOWN);
}
