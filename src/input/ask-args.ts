import type { ArgSpec, ArgValues, Generator } from "../../generators/core/generator.ts";
import type { CommandInput } from "../command.ts";
import { askText } from "./ask.ts";

/** The arguments of a generator, and whether somebody was asked for one of them. */
export interface AskedArgs {
  readonly args: ArgValues;
  readonly wereAsked: boolean;
}

/**
 * The arguments of a generator, with those that are missing asked for, one after the other. Where nobody can be asked: a CliError
 * `missing_answer`.
 */
export async function askForArgs({ args = [] }: Generator, command: string, input: CommandInput): Promise<AskedArgs> {
  const usage = usageOf(command, args);
  const answers = new Map<string, ArgValues[string]>();
  for (const arg of args) {
    if (arg.ask !== undefined && isMissing(input.args[arg.name]))
      answers.set(arg.name, await ask(arg, { usage, input }));
  }
  return { args: { ...input.args, ...Object.fromEntries(answers) }, wereAsked: answers.size > 0 };
}

function isMissing(typed: ArgValues[string]): boolean {
  return Array.isArray(typed) ? typed.length === 0 : typed === undefined;
}

async function ask(
  { name, summary, variadic, ask: example = "" }: ArgSpec,
  { usage, input }: { readonly usage: string; readonly input: CommandInput },
): Promise<string | readonly string[]> {
  const question = { what: `<${name}>`, question: `${name}: ${summary}`, flag: usage, placeholder: example };
  const answer = await askText(input, question);
  return variadic === true ? answer.trim().split(/\s+/) : answer.trim();
}

/** `mega generate model <name> <fields...>` */
function usageOf(command: string, args: readonly ArgSpec[]): string {
  const words = args.map(({ name, variadic, ask, required }) => {
    const word = variadic === true ? `${name}...` : name;
    return ask === undefined && required !== true ? `[${word}]` : `<${word}>`;
  });
  return ["mega", command, ...words].join(" ");
}
