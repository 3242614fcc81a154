import type { Command, HelpConfiguration } from "commander";

// Help is the one text that is made before a terminal is known to have colours; without one they are taken out again.
const bold = (text: string): string => `\u001B[1m${text}\u001B[22m`;
const cyan = (text: string): string => `\u001B[36m${text}\u001B[39m`;

/** How help looks: `mega --help` lists the commands themselves, with all their words, not the groups they hang in. */
export const helpLayout: HelpConfiguration = {
  showGlobalOptions: true,
  visibleCommands: (command: Command) => leavesOf(command),
  subcommandTerm: (command: Command) => termOf(command),
  styleTitle: bold,
  styleSubcommandTerm: cyan,
  styleOptionTerm: cyan,
  styleArgumentTerm: cyan,
};

/** `mega --help` puts its options below the commands: commands are what one looks for there. */
export function rootOptionsText(program: Command, columns: number): string {
  const help = program.createHelp();
  help.prepareContext({ helpWidth: columns });
  const options = [...program.options, program.createOption("-h, --help", "show help")];
  const width = Math.max(...options.map(({ flags }) => flags.length));
  const rows = options.map(({ flags, description }) =>
    help.formatItem(help.styleOptionTerm(flags), width, description, help),
  );
  const list = [help.styleTitle("Options of every command:"), ...rows].join("\n");
  return `${list}\n\n\`mega help <command>\` shows what a command takes.`;
}

/** The examples at the end of a command's help. */
export function examplesText(examples: readonly string[]): string {
  return [`\n${bold("Examples:")}`, ...examples.map((example) => `  ${example}`)].join("\n");
}

function leavesOf(command: Command): Command[] {
  const shown = command.commands.filter((child) => child.name() !== "help");
  return shown.flatMap((child) => (child.commands.length > 0 ? leavesOf(child) : [child]));
}

function termOf(command: Command): string {
  const parent = command.parent;
  return parent?.parent ? `${termOf(parent)} ${command.name()}` : command.name();
}
