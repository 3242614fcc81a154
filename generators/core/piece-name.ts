import { deviceRefusal, MAX_NAME_LENGTH, refusalOf, refusedName, wordRefusal } from "./refused-names.ts";
import { camelCase, pascalCase, wordsOf } from "./words.ts";

/** The writings of a single piece's name: a route file, a service, a middleware. In the comments: of `admin/DailyReport`. */
export interface PieceName {
  /** Its file without ending: `admin/daily-report`. */
  readonly file: string;
  /** How deep the file lies: 1. */
  readonly depth: number;
  /** In code: `adminDailyReport`. */
  readonly variable: string;
  /** As a type: `AdminDailyReport`. */
  readonly type: string;
  /** In words: `admin daily report`. */
  readonly label: string;
}

/**
 * Reads the name of a piece, which keeps its number: `posts` stays `posts`. `inUse`: names in code that the generated files have
 * for other things. Throws a GeneratorError `name_refused`.
 */
export function parsePieceName(text: string, inUse: readonly string[] = []): PieceName {
  const reason = refusalOf(text, MAX_NAME_LENGTH);
  if (reason !== undefined) throw refusedName(text, reason);
  const segments = text.split("/").map((segment) => wordsOf(segment));
  const file = segments.map((words) => words.join("-")).join("/");
  // Glued again as one name: `a/b/c` is the same in code as `a-b-c`.
  const words = wordsOf(segments.flat().join("_"));
  const variable = camelCase(words);
  const unfit = wordRefusal(variable, new Set(inUse)) ?? deviceRefusal([file]);
  if (unfit !== undefined) throw refusedName(text, unfit);
  return { file, depth: segments.length - 1, variable, type: pascalCase(words), label: segments.flat().join(" ") };
}

/** The same for what lies in one flat folder: a migration, a plugin. */
export function parseFlatName(text: string, inUse: readonly string[] = []): PieceName {
  const name = parsePieceName(text, inUse);
  if (name.depth > 0) throw refusedName(text, "it has a folder, and all files of this kind lie in one");
  return name;
}
