import type { FlagSpec } from "../generators/core/generator.ts";
import type { CommandSpec } from "./command.ts";

/** The commands that words are the start of, or all of; the last one may be another word for it. */
export function specsBelow(words: readonly string[], table: readonly CommandSpec[]): readonly CommandSpec[] {
  return table.filter((spec) => words.every((word, index) => isWordOf(spec, word, index)));
}

function isWordOf({ path, aliases = [] }: CommandSpec, word: string, index: number): boolean {
  return path[index] === word || (index === path.length - 1 && aliases.includes(word));
}

/** `--port` of `-p, --port <port>`. */
export function longName({ flag }: Pick<FlagSpec, "flag">): string {
  return /--[\w-]+/.exec(flag)?.[0] ?? flag;
}
