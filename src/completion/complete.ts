import type { ArgSpec, FlagSpec } from "../../generators/core/generator.ts";
import type { CommandSpec } from "../command.ts";
import { longName, specsBelow } from "../command-words.ts";
import { aliases, globalFlags } from "../commands.ts";

/** A word that may be typed next, and what it means. */
export interface Candidate {
  readonly value: string;
  readonly summary: string;
}

/** What may come next: words, and files where the word is one. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

/** Words that only the project knows: its apps, its runs, its own generators. */
export type ProjectWords = (kind: "apps" | "runs" | "generators" | "records") => readonly Candidate[];

const NOTHING: Completion = { candidates: [], files: false };
/** Bash hands `--app=main` over as three words. */
const EQUALS = "=";

/**
 * What may stand in the place of the last of `words`, the words of a command line behind `mega`. Made of the command table.
 * Runs nothing of the project.
 */
export function complete(
  words: readonly string[],
  table: readonly CommandSpec[],
  projectWords: ProjectWords,
): Completion {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const { path, args, open } = readWords(before, table);
  const spec = specOf(path, table);
  const flags = [...(spec?.flags ?? []), ...globalFlags];
  if (open !== undefined) return only(typed === EQUALS ? "" : typed, completeFlag(open, projectWords));
  const joined = flags.find((flag) => takesValue(flag) && typed.startsWith(`${longName(flag)}=`));
  if (joined !== undefined) return only(typed, behindName(joined, completeFlag(joined, projectWords)));
  if (typed.startsWith("-")) return only(typed, { candidates: flagWords(flags, before), files: false });
  if (path[0] === "help") return only(typed, { candidates: wordsBelow(path.slice(1), table), files: false });
  const below = args.length > 0 ? [] : wordsBelow(path, table);
  const own = path.join(" ") === "generate" && args.length === 0 ? projectWords("generators") : [];
  const arg = completeArg(spec?.args ?? [], args.length, projectWords);
  return only(typed, { candidates: [...below, ...own, ...arg.candidates], files: arg.files });
}

interface ReadWords {
  /** The words of the command so far, short words written out. */
  readonly path: readonly string[];
  /** The words behind it that are no flags. */
  readonly args: readonly string[];
  /** A flag that still lacks its value. */
  readonly open: FlagSpec | undefined;
}

function readWords(words: readonly string[], table: readonly CommandSpec[]): ReadWords {
  let path: readonly string[] = [];
  const args: string[] = [];
  let open: FlagSpec | undefined;
  const flagNamed = (word: string): FlagSpec | undefined => {
    const own = specOf(path, table)?.flags ?? [];
    return [...own, ...globalFlags].find((flag) => longName(flag) === word);
  };
  for (const word of words) {
    const flag = flagNamed(word);
    if (open !== undefined) open = word === EQUALS ? open : undefined;
    else if (word.startsWith("-")) open = flag !== undefined && takesValue(flag) ? flag : undefined;
    else {
      const next = [...path, (path.length === 0 ? aliases[word] : undefined) ?? word];
      const leads = args.length === 0 && (next[0] === "help" || specsBelow(next, table).length > 0);
      if (leads) path = next;
      else args.push(word);
    }
  }
  return { path, args, open };
}

function completeFlag(flag: FlagSpec, projectWords: ProjectWords): Completion {
  if (flag.choices) return { candidates: flag.choices.map((value) => ({ value, summary: "" })), files: false };
  if (longName(flag) === "--app") return { candidates: projectWords("apps"), files: false };
  return { candidates: [], files: /<(?:file|folder|glob)>/.test(flag.flag) };
}

/** `--app=main` for `main`: the other shells hand it over as one word. */
function behindName(flag: FlagSpec, { candidates, files }: Completion): Completion {
  return {
    candidates: candidates.map(({ value, summary }) => ({ value: `${longName(flag)}=${value}`, summary })),
    files,
  };
}

function completeArg(args: readonly ArgSpec[], index: number, projectWords: ProjectWords): Completion {
  const arg = args[index] ?? (args.at(-1)?.variadic === true ? args.at(-1) : undefined);
  if (arg === undefined) return NOTHING;
  if (arg.name === "run") return { candidates: projectWords("runs"), files: false };
  if (["record", "old", "new", "source", "target"].includes(arg.name))
    return { candidates: projectWords("records"), files: false };
  return { candidates: (arg.choices ?? []).map((value) => ({ value, summary: "" })), files: arg.name === "file" };
}

function flagWords(flags: readonly FlagSpec[], before: readonly string[]): readonly Candidate[] {
  const open = flags.filter((flag) => flag.many === true || !before.includes(longName(flag)));
  return [...open, { flag: "--help", summary: "show help" }].map((flag) => ({
    value: longName(flag),
    summary: flag.summary,
  }));
}

/** The command that the words are all of. */
function specOf(path: readonly string[], table: readonly CommandSpec[]): CommandSpec | undefined {
  return specsBelow(path, table).find((spec) => spec.path.length === path.length);
}

function wordsBelow(path: readonly string[], table: readonly CommandSpec[]): readonly Candidate[] {
  const words = new Map<string, string>();
  for (const spec of specsBelow(path, table).filter((one) => one.path.length > path.length)) {
    const isLast = spec.path.length === path.length + 1;
    for (const word of isLast ? [spec.path[path.length], ...(spec.aliases ?? [])] : [spec.path[path.length]])
      if (word !== undefined) words.set(word, isLast ? spec.summary : (words.get(word) ?? ""));
  }
  return Array.from(words, ([value, summary]) => ({ value, summary }));
}

function only(typed: string, { candidates, files }: Completion): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)), files };
}

function takesValue({ flag }: FlagSpec): boolean {
  return /[<[]/.test(flag);
}
