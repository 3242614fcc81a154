import { Command, CommanderError, Option } from "commander";

import type { FlagSpec } from "../generators/core/generator.ts";
import { nearest } from "../generators/core/nearest.ts";
import { aliases, commands, globalFlags } from "./commands.ts";
import type { CommandInput, CommandSpec, GlobalFlags } from "./command.ts";
import { longName, specsBelow } from "./command-words.ts";
import { CliError } from "./errors.ts";
import { commandFooter, helpLayout, rootFooter } from "./ui/help.ts";

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

/**
 * Reads a command line against the table, and the project's `own` commands. Runs nothing, prints nothing, throws nothing: a
 * mistake is one of the answers.
 */
export function readCommandLine(
  argv: readonly string[],
  columns: number,
  own: readonly CommandSpec[] = [],
): CommandLine {
  const reading: Reading = { table: [...commands, ...own], text: "", shown: undefined, command: undefined };
  const program = buildProgram(reading, columns);
  const thrown = parse(program, argv);
  const { version, ...global } = program.opts<Partial<GlobalFlags> & { readonly version?: true }>();
  return {
    global: { json: false, yes: false, quiet: false, debug: false, color: true, ...global },
    request: version ? { kind: "version" } : (reading.command ?? requestOf(thrown, { reading, argv })),
  };
}

/** What commander threw: it throws for help as for a mistake. */
function parse(program: Command, argv: readonly string[]): unknown {
  try {
    program.parse(argv, { from: "user" });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What commander tells while it reads. */
interface Reading {
  /** Every command there is. */
  readonly table: readonly CommandSpec[];
  text: string;
  /** Whose help it wrote. */
  shown: Command | undefined;
  command: Request | undefined;
}

function buildProgram(reading: Reading, columns: number): Command {
  const program = new Command("mega")
    .usage("<command> [options]")
    .option("-V, --version", "print the version of mega")
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
    .addHelpText("after", ({ command }) => rootFooter(command, columns));
  for (const flag of globalFlags) program.addOption(optionOf(flag));
  for (const spec of reading.table) addCommand(program, spec, reading);
  addHelpCommand(program);
  // After the commands, which inherit what is configured when they are made: the options of `mega --help` stand last.
  return program.configureHelp({ ...helpLayout, visibleOptions: () => [] });
}

function addCommand(program: Command, spec: CommandSpec, reading: Reading): void {
  const command = spec.path
    .slice(0, -1)
    .reduce(groupIn, program)
    .command(spec.path.at(-1) ?? "");
  command
    .aliases([...(spec.aliases ?? [])])
    .summary(spec.summary)
    .description(sentence(spec.summary))
    .helpGroup(`${spec.group}:`);
  for (const arg of spec.args ?? []) {
    const name = arg.variadic ? `${arg.name}...` : arg.name;
    command.argument(arg.required ? `<${name}>` : `[${name}]`, arg.summary);
  }
  for (const flag of spec.flags ?? []) command.addOption(optionOf(flag));
  if (spec.takesAnything) command.allowUnknownOption().allowExcessArguments();
  command.addHelpText("after", commandFooter(globalFlags, spec));
  command.action(() => {
    const args = Object.fromEntries((spec.args ?? []).map((arg, index) => [arg.name, command.processedArgs[index]]));
    reading.command = { kind: "command", spec, args, flags: command.opts() };
  });
}

function groupIn(parent: Command, name: string): Command {
  const known = parent.commands.find((command) => command.name() === name);
  if (known !== undefined) return known;
  const group = parent.command(name).addHelpText("after", commandFooter(globalFlags));
  const short = Object.entries(aliases).flatMap(([alias, full]) => (full === name ? [alias] : []));
  return group.aliases(short);
}

/** commander's own help command takes one word; ours takes all words of a command: `mega help db migrate`. */
function addHelpCommand(program: Command): void {
  program.command("help [command...]", { hidden: true }).action((words: readonly string[]) => {
    let command = program;
    for (const [index, word] of words.entries()) {
      const name = aliases[word] ?? word;
      const next = command.commands.find((child) => child.name() === name || child.aliases().includes(name));
      // Read as a command line, the words up to this one are the mistake.
      if (next === undefined && command.commands.length > 0) program.parse(words.slice(0, index + 1), { from: "user" });
      command = next ?? command.error(`error: '${command.name()}' has no command '${word}'`);
    }
    command.help();
  });
}

function optionOf({ flag, summary, choices, parse, many }: FlagSpec): Option {
  const option = new Option(flag, choices ? `${summary}: ${listed(choices)}` : summary);
  const name = option.long ?? flag;
  if (choices) option.argParser((text: string) => oneOf(text, name, choices));
  else if (many) option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
  else if (parse) option.argParser(parse);
  return option;
}

function oneOf(text: string, flag: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  throw new CliError("bad_option", { flag, value: text, expected: listed(choices) });
}

function requestOf(
  thrown: unknown,
  { reading, argv }: { readonly reading: Reading; readonly argv: readonly string[] },
): Request {
  if (!(thrown instanceof CommanderError)) return { kind: "mistake", error: thrown };
  if (!thrown.code.startsWith("commander.help"))
    return { kind: "mistake", error: usageError(thrown, argv, reading.table) };
  return { kind: "help", text: reading.text, commands: specsBelow(wordsOf(reading.shown), reading.table) };
}

/** commander's `error: unknown option '--jsn'` in the words of the error table, with what was probably meant. */
function usageError(error: CommanderError, argv: readonly string[], table: readonly CommandSpec[]): CliError {
  const [problem = ""] = error.message.replace(/^error: /, "").split("\n");
  const command = nearestCommand(argv, table);
  // One word too many after a command that has commands below it was meant as one of them.
  const isTooMany = error.code === "commander.excessArguments";
  const [, quoted = ""] = /'([^'=]+)[^']*'/.exec(problem) ?? [];
  const typed = isTooMany ? (argv.filter((word) => !word.startsWith("-"))[wordCount(command)] ?? "") : quoted;
  const near = nearest(
    typed,
    error.code === "commander.unknownOption" ? flagsOf(command, table) : wordsBelow(command, table),
  );
  return new CliError("wrong_usage", { problem, command, ...(near === undefined ? {} : { near }) });
}

function wordCount(command: string): number {
  return command === "" ? 0 : command.split(" ").length;
}

function flagsOf(command: string, table: readonly CommandSpec[]): readonly string[] {
  const flags = table.filter(({ path }) => path.join(" ") === command).flatMap((spec) => spec.flags ?? []);
  return [...flags, ...globalFlags].map(longName);
}

/** What may follow the words of a command: `migrate`, `seed`, ... after `db`. */
function wordsBelow(command: string, table: readonly CommandSpec[]): readonly string[] {
  const words = command === "" ? [] : command.split(" ");
  return specsBelow(words, table).flatMap(({ path }) => path[words.length] ?? []);
}

/** The words of `argv` that are a command or the start of one. */
function nearestCommand(argv: readonly string[], table: readonly CommandSpec[]): string {
  const typed = argv.filter((word) => !word.startsWith("-") && word !== "help");
  const words = typed.map((word, index) => (index === 0 ? (aliases[word] ?? word) : word));
  while (specsBelow(words, table).length === 0) words.pop();
  // In the words of the table, where an alias was typed.
  return (specsBelow(words, table)[0]?.path ?? []).slice(0, words.length).join(" ");
}

function wordsOf(command: Command | undefined): readonly string[] {
  return command?.parent ? [...wordsOf(command.parent), command.name()] : [];
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function listed(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
