import type { Readable, Writable } from "node:stream";

import type * as Clack from "@clack/prompts";

import type { CommandInput } from "../command.ts";
import { CliError } from "../errors.ts";

interface Question {
  /** What is asked for: `the name of the project`. */
  readonly what: string;
  /** The question on the screen, where it is more than what is asked for. */
  readonly question?: string;
  /** How it is given without being asked: `--template <template>`. */
  readonly flag: string;
}

export interface TextQuestion extends Question {
  readonly placeholder?: string;
  /** The mistake in an answer, or undefined. */
  readonly check?: (answer: string) => string | undefined;
}

export interface ChoiceQuestion<Value extends string> extends Question {
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[];
}

/** Whether somebody sits there who can be asked. */
export function canAsk({ cli, global }: CommandInput): boolean {
  return cli.stdin.isTTY === true && cli.stderr.isTTY === true && !global.json && !global.yes;
}

/** Asks for a line of text. Where nobody can be asked: a CliError `missing_answer` that names the flag. */
export async function askText(input: CommandInput, question: TextQuestion): Promise<string> {
  const clack = await openPrompt(input, question);
  const { check, placeholder } = question;
  const answer = await clack.text({
    ...streams(input),
    message: messageOf(question),
    ...(placeholder === undefined ? {} : { placeholder }),
    validate: (text) => (text === undefined || text === "" ? "Type an answer, or Ctrl-C to stop" : check?.(text)),
  });
  return clack.isCancel(answer) ? stop(input) : answer;
}

/** Asks for one of a few. Where nobody can be asked: a CliError `missing_answer` that names the flag. */
export async function askChoice<Value extends string>(
  input: CommandInput,
  question: ChoiceQuestion<Value>,
): Promise<Value> {
  const clack = await openPrompt(input, question);
  const options = question.options.map(({ value, label, hint }) => ({
    value: value as string,
    label,
    ...(hint === undefined ? {} : { hint }),
  }));
  const answer = await clack.select({ ...streams(input), message: messageOf(question), options });
  // clack gives back one of the values it was given.
  return clack.isCancel(answer) ? stop(input) : (answer as Value);
}

function messageOf({ what, question }: Question): string {
  return question ?? `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}

async function openPrompt(input: CommandInput, { what, flag }: Question): Promise<typeof Clack> {
  if (!canAsk(input)) throw new CliError("missing_answer", { what, flag });
  return import("@clack/prompts");
}

function streams({ cli }: CommandInput): { input: Readable; output: Writable; signal: AbortSignal } {
  return { input: cli.stdin, output: cli.stderr, signal: cli.signal };
}

/** Ctrl-C at a prompt is a key, not a signal; it means the same. */
function stop({ cli }: CommandInput): never {
  throw new CliError("interrupted", { signal: String(cli.signal.reason ?? "SIGINT") });
}
