import { createRequire } from "node:module";

import type * as Commander from "commander";
import type { Command } from "commander";

import { commands, globalFlags } from "./commands.ts";
import type { CommandInput, CommandSpec, FlagSpec, GlobalFlags } from "./command.ts";
import { CliError } from "./errors.ts";
import { examplesText, helpLayout, rootOptionsText } from "./ui/help.ts";

// Loaded as the CommonJS that it is: `import` would parse its files a second time for their export names, 5 ms of every command.
const { Command: Program, CommanderError, Option } = createRequire(import.meta.url)("commander") as typeof Commander;

/** What a command line asks for. */
export type Request =
  | { readonly kind: "version" }
  | { readonly kind: "help"; readonly text: string; readonly commands: readonly CommandSpec[] }
  | ({ readonly kind: "command"; readonly spec: CommandSpec } & Pick<CommandInput, "args" | "flags">)
  | { readonly kind: "mistake"; readonly error: unknown };

export interface CommandLine {
  readonly global: GlobalFlags;
  readonly request: Request;
}

/** Reads a command line against the table. Runs nothing, prints nothing, throws nothing: a mistake is one of the answers. */
export function readCommandLine(argv: readonly string[], columns: number): CommandLine {
  const reading: Reading = { text: "", shown: undefined, request: undefined };
  const program = buildProgram(reading, columns);
  let request: Request;
  try {
    program.parse(argv, { from: "user" });
    request = reading.request ?? { kind: "help", text: reading.text, commands };
  } catch (error) {
    request = requestOf(error, reading);
  }
  return { global: program.opts<GlobalFlags>(), request };
}

/** What commander tells while it reads. */
interface Reading {
  text: string;
  shown: Command | undefined;
  request: Request | undefined;
}

function buildProgram(reading: Reading, columns: number): Command {
  const program = new Program("mega")
    .usage("<command> [options]")
    .version("", "-V, --version", "print the version of mega")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .exitOverride()
    .configureHelp(helpLayout)
    .configureOutput({
      writeOut: (text) => void (reading.text += text),
      writeErr: (text) => void (reading.text += text),
      outputError: () => {},
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      getOutHasColors: () => true,
      getErrHasColors: () => true,
    })
    .addHelpText("beforeAll", ({ command }) => {
      reading.shown = command;
      return "";
    })
    .addHelpText("after", ({ command }) => `\n${rootOptionsText(command, columns)}`);
  for (const flag of globalFlags) program.addOption(optionOf(flag));
  for (const spec of commands) addCommand(program, spec, reading);
  addHelpCommand(program);
  // After the commands, which inherit what is configured when they are made: the options of `mega --help` stand last.
  return program.configureHelp({ ...helpLayout, visibleOptions: () => [] });
}

function addCommand(program: Command, spec: CommandSpec, reading: Reading): void {
  const command = spec.path.reduce(subcommand, program).summary(spec.summary).description(sentence(spec.summary));
  command.helpGroup(`${spec.group}:`);
  for (const arg of spec.args ?? []) {
    const name = arg.variadic ? `${arg.name}...` : arg.name;
    command.argument(arg.required ? `<${name}>` : `[${name}]`, arg.summary);
  }
  for (const flag of spec.flags ?? []) command.addOption(optionOf(flag));
  if (spec.examples) command.addHelpText("after", examplesText(spec.examples));
  command.action(() => {
    const args = Object.fromEntries((spec.args ?? []).map((arg, index) => [arg.name, command.processedArgs[index]]));
    reading.request = { kind: "command", spec, args, flags: command.opts() };
  });
}

function subcommand(parent: Command, name: string): Command {
  return parent.commands.find((command) => command.name() === name) ?? parent.command(name);
}

/** commander's own help command takes one word; ours takes all words of a command: `mega help db migrate`. */
function addHelpCommand(program: Command): void {
  program.command("help [command...]", { hidden: true }).action((words: readonly string[]) => {
    const command = words.reduce((parent, word) => {
      const next = parent.commands.find((child) => child.name() === word);
      return next ?? parent.error(`error: unknown command '${word}'`, { code: "commander.unknownCommand" });
    }, program);
    command.help();
  });
}

function optionOf({ flag, summary, choices, parse }: FlagSpec): Commander.Option {
  const option = new Option(flag, choices ? `${summary}: ${listed(choices)}` : summary);
  const name = option.long ?? flag;
  if (choices) option.argParser((text: string) => oneOf(text, name, choices));
  else if (parse) option.argParser(parse);
  return option;
}

function oneOf(text: string, flag: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  throw new CliError("bad_option", { flag, value: text, expected: listed(choices) });
}

function requestOf(error: unknown, reading: Reading): Request {
  if (!(error instanceof CommanderError)) return { kind: "mistake", error };
  if (error.code === "commander.version") return { kind: "version" };
  if (error.code.startsWith("commander.help")) {
    return { kind: "help", text: reading.text, commands: specsBelow(wordsOf(reading.shown)) };
  }
  return { kind: "mistake", error: usageError(error) };
}

/** commander's `error: unknown option '--jsn'\n(Did you mean --json?)` in the words of the error table. */
function usageError(error: Commander.CommanderError): CliError {
  const [problem = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const near = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join(" "))?.[1];
  return new CliError("wrong_usage", { problem, help: "mega --help", ...(near === undefined ? {} : { near }) });
}

function wordsOf(command: Command | undefined): readonly string[] {
  return command?.parent ? [...wordsOf(command.parent), command.name()] : [];
}

function specsBelow(words: readonly string[]): readonly CommandSpec[] {
  return commands.filter((spec) => words.every((word, index) => spec.path[index] === word));
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
