import type { Command, HelpConfiguration } from "commander";

import type { FlagSpec } from "../../generators/core/generator.ts";
import type { CommandSpec } from "../command.ts";

// Help is the one text that is made before a terminal is known to have colours; without one they are taken out again.
const bold = (text: string): string => `\u001B[1m${text}\u001B[22m`;
const cyan = (text: string): string => `\u001B[36m${text}\u001B[39m`;

/** How help looks: `mega --help` lists the commands themselves, with all their words, not the groups they hang in. */
export const helpLayout: HelpConfiguration = {
  visibleCommands: (command: Command) => leavesOf(command),
  subcommandTerm: (command: Command) => termOf(command),
  styleTitle: bold,
  styleSubcommandTerm: cyan,
  styleOptionTerm: cyan,
  styleArgumentTerm: cyan,
};

/** The end of `mega --help`: its options stand below the commands, since commands are what one looks for there. */
export function rootFooter(program: Command, columns: number): string {
  const help = program.createHelp();
  help.prepareContext({ helpWidth: columns });
  const options = [...program.options, program.createOption("-h, --help", "show help")];
  const width = Math.max(...options.map(({ flags }) => flags.length));
  const rows = options.map(({ flags, description }) => help.formatItem(cyan(flags), width, description, help));
  return ["", bold("Options of every command:"), ...rows, "", "`mega help <command>` shows what a command takes."].join(
    "\n",
  );
}

/** The end of a command's help. */
export function commandFooter(
  globalFlags: readonly FlagSpec[],
  { notes = [], examples = [] }: Pick<CommandSpec, "notes" | "examples"> = {},
): string {
  const flags = globalFlags.map(({ flag }) => flag.split(" ")[0]);
  return [
    ...notes.flatMap(({ title, lines }) => section(title, lines)),
    ...section("Examples", examples),
    ...section("Options of every command", [cyan(flags.join(" "))]),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", bold(`${title}:`), ...lines.map((line) => `  ${line}`)];
}

function leavesOf(command: Command): Command[] {
  const shown = command.commands.filter((child) => child.name() !== "help");
  // `mega config` is a command and the start of another; `mega db` only gathers some, and says nothing of itself.
  return shown.flatMap((child) => (child.summary() === "" ? leavesOf(child) : [child].concat(leavesOf(child))));
}

function termOf(command: Command): string {
  const parent = command.parent;
  return parent?.parent ? `${termOf(parent)} ${command.name()}` : command.name();
}
