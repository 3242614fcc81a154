import type { Command, HelpConfiguration } from "commander";
import pc from "picocolors";

const colors = pc.createColors(true);

/** How help looks: `mega --help` lists the commands themselves, with all their words, not the groups they hang in. */
export const helpLayout: HelpConfiguration = {
  showGlobalOptions: true,
  visibleCommands: (command: Command) => leavesOf(command),
  subcommandTerm: (command: Command) => termOf(command),
  styleTitle: (text: string) => colors.bold(text),
  styleSubcommandTerm: (text: string) => colors.cyan(text),
  styleOptionTerm: (text: string) => colors.cyan(text),
  styleArgumentTerm: (text: string) => colors.cyan(text),
};

/** The examples at the end of a command's help. */
export function examplesText(examples: readonly string[]): string {
  return [`\n${colors.bold("Examples:")}`, ...examples.map((example) => `  ${example}`)].join("\n");
}

function leavesOf(command: Command): Command[] {
  const shown = command.commands.filter((child) => child.name() !== "help");
  return shown.flatMap((child) => (child.commands.length > 0 ? leavesOf(child) : [child]));
}

function termOf(command: Command): string {
  const parent = command.parent;
  return parent?.parent ? `${termOf(parent)} ${command.name()}` : command.name();
}
