import { Help, type Command, type HelpConfiguration } from "commander";
import pc from "picocolors";

const colors = pc.createColors(true);

/** How help looks: `mega --help` lists the commands themselves, with all their words, not the groups they hang in. */
export const helpLayout: HelpConfiguration = {
  showGlobalOptions: true,
  visibleOptions(command: Command) {
    return command.parent ? Help.prototype.visibleOptions.call(this, command) : [];
  },
  visibleCommands: (command: Command) => leavesOf(command),
  subcommandTerm: (command: Command) => termOf(command),
  styleTitle: (text: string) => colors.bold(text),
  styleSubcommandTerm: (text: string) => colors.cyan(text),
  styleOptionTerm: (text: string) => colors.cyan(text),
  styleArgumentTerm: (text: string) => colors.cyan(text),
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
