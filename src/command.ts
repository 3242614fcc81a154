import type { ArgSpec, ArgValues, FlagSpec, FlagValues, HelpNote } from "../generators/core/generator.ts";
import type { Recovery } from "../generators/core/recover.ts";
import type { CliContext } from "./context.ts";
import type { Project } from "./project/find.ts";
import type { Reporter } from "./ui/reporter.ts";

/** One row of the command table: everything that help, completion and the reference pages say of a command. */
export type CommandSpec = CommandHead &
  // `repository`: in a project, and elsewhere in a git repository, or in the current folder alone.
  // `journal`: in a project, and elsewhere where a command of the former kind has written.
  (
    | {
        readonly project: "required" | "repository" | "journal";
        readonly load: () => Promise<{ readonly run: CommandRun }>;
      }
    | { readonly project: "none"; readonly load: () => Promise<{ readonly run: FreeCommandRun }> }
  );

interface CommandHead {
  /** The words that call it: `["db", "migrate"]`. */
  readonly path: readonly string[];
  /** Other words for the last one. */
  readonly aliases?: readonly string[];
  /** The heading it stands under in `mega --help`. */
  readonly group: CommandGroup;
  readonly summary: string;
  readonly args?: readonly ArgSpec[];
  readonly flags?: readonly FlagSpec[];
  /** What its arguments can say, below a heading of its own each. */
  readonly notes?: readonly HelpNote[];
  readonly examples?: readonly string[];
  /** What `--json` puts under `data`, in a line. */
  readonly result: string;
  /** What it takes is not known: no word and no option is wrong. */
  readonly takesAnything?: true;
  /** A command that runs on until it is stopped: `--json` prints one event a line. */
  readonly runsOn?: boolean;
  /** It writes files of the project through the journal: one such command at a time, after what a cut-off one left is put right. */
  readonly writes?: true;
}

export type CommandGroup = "Create" | "Take back" | "Run" | "Look" | "Database" | "Decide";

/** What a command gets: parsed input, the world, the reporter, the global flags. */
export interface CommandInput {
  readonly args: ArgValues;
  readonly flags: FlagValues;
  readonly global: GlobalFlags;
  readonly cli: CliContext;
  readonly ui: Reporter;
  /** The command as typed after `mega`: `scaffold crud post title:string`. */
  readonly typed: string;
}

/** What a command that works only inside a project gets. */
export interface ProjectCommandInput extends CommandInput {
  readonly project: Project;
  /** What was put right before, because a run had been cut off. Of commands that write. */
  readonly recovery?: Recovery;
}

export interface GlobalFlags {
  readonly json: boolean;
  readonly yes: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
  /** As typed; `cli.cwd` is already changed by it. */
  readonly cwd?: string;
}

/** What a finished command hands back: the result as data for `--json`, as text for people. Exit code 0 unless said. */
export interface CommandResult {
  readonly data: unknown;
  readonly text: string;
  readonly exitCode?: 0 | 1;
}

export type CommandRun = (input: ProjectCommandInput) => Promise<CommandResult>;
export type FreeCommandRun = (input: CommandInput) => Promise<CommandResult>;
