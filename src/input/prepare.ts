import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";

import type { CommandInput, CommandSpec, GlobalFlags } from "../command.ts";
import type { CliContext } from "../context.ts";
import { CliError } from "../errors.ts";
import { findProject, journalAt, repositoryAt, type Project } from "../project/find.ts";
import { makeReporter } from "../ui/make-reporter.ts";
import type { Output } from "../ui/output.ts";

/** One run of the command line, before a command is known. */
export interface Session {
  readonly argv: readonly string[];
  readonly cli: CliContext;
  readonly global: GlobalFlags;
  readonly output: Output;
}

/** What the command gets: its words and the world, moved to `--cwd`. */
export function prepareInput(words: Pick<CommandInput, "args" | "flags">, session: Session): CommandInput {
  const { argv, global, output } = session;
  // Derived, not copied: a copy would open all three streams.
  const cwd = { value: folderAt(session.cli.cwd, global.cwd ?? "."), enumerable: true };
  const cli = Object.create(session.cli, { cwd }) as CliContext;
  return { ...words, global, cli, ui: makeReporter(cli, global, output), typed: argv.map(quoteWord).join(" ") };
}

/** The project around `cwd`, or what stands for it; a CliError `outside_project` where there is none and one is required. */
export function projectFor(spec: CommandSpec, cwd: string): Project {
  const project = findProject(cwd) ?? standIns[spec.project](cwd);
  if (project === undefined) throw new CliError("outside_project", { command: spec.path.join(" "), cwd });
  return project;
}

/** What stands for a project, by what a command works in. */
const standIns: Readonly<Record<CommandSpec["project"], (cwd: string) => Project | undefined>> = {
  required: () => undefined,
  none: () => undefined,
  repository: repositoryAt,
  journal: journalAt,
};

function folderAt(cwd: string, typed: string): string {
  const folder = resolve(cwd, typed);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new CliError("folder_missing", { folder });
  return realpathSync(folder);
}

/** As a POSIX shell would read it back. */
function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
