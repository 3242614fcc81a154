import { GeneratorError } from "./errors.ts";

/** Words that are no name of a variable in strict TypeScript (ECMA-262, 12.7.2), and the types that are built in. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "any arguments await bigint boolean break case catch class const continue debugger default delete do else enum eval export " +
    "extends false finally for function globalthis if implements import in infinity instanceof interface let nan never new null number " +
    "object package private protected public return static string super switch symbol this throw true try typeof undefined " +
    "unknown var void while with yield"
  ).split(" "),
);

/** Names that generated code has for other things; a variable or a model called so would hide them. */
const IN_USE: ReadonlySet<string> = new Set(
  "changes ctx date form id promise query reply req row static versions".split(" "),
);

/** First folders that would put a file or a route on another resource's place. */
const FOLDERS: ReadonlySet<string> = new Set(["api", "pages"]);

/** File names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

const NAME = /^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/;

/** The longest name of an entity or a piece, in characters. */
export const MAX_NAME_LENGTH = 64;

/** The refusal of a name, which it shows as one short printable line, whatever was typed. */
export function refusedName(text: string, reason: string): GeneratorError {
  const shown = text.length > MAX_NAME_LENGTH ? `${text.slice(0, 24)}...` : text;
  return new GeneratorError("name_refused", { name: JSON.stringify(shown), reason });
}

/** Why a typed name cannot be read at all, or undefined. */
export function refusalOf(text: string, maxLength: number): string | undefined {
  if (text.trim() === "") return "it is empty";
  if (text.length > maxLength) return `it has ${text.length} characters, and ${maxLength} is the limit`;
  if (text.includes("\0")) return "it holds a NUL character";
  if (text.includes("\\")) return "it holds a backslash; folders are separated by /";
  if (/^(?:\/|[A-Za-z]:)/.test(text)) return "it is an absolute path";
  const segments = text.split("/");
  if (segments.some((segment) => segment === ".." || segment === ".")) return "it leads out of its folder";
  if (segments.includes("")) return "it has a folder without a name";
  for (const segment of segments) {
    if (/^[0-9]/.test(segment)) return `${segment === text ? "it" : `"${segment}"`} starts with a digit`;
    if (!NAME.test(segment)) return `it holds ${offender(segment)}`;
  }
  return undefined;
}

/** Whether strict TypeScript keeps the word for itself, in any case. */
export function isReservedWord(word: string): boolean {
  return KEYWORDS.has(word.toLowerCase());
}

/** Why a readable name would break the code or the files that carry it, or undefined. */
export function segmentRefusal(
  name: { readonly variable: string; readonly file: string; readonly files: string; readonly sqlTable: string },
  folders: readonly string[],
): string | undefined {
  const unfit = wordRefusal(name.variable, IN_USE);
  if (unfit !== undefined) return unfit;
  if (FOLDERS.has(folders[0] ?? "")) return `the folder ${folders[0]}/ belongs to the framework's own routes`;
  if (/^(sqlite|mega)_/.test(name.sqlTable))
    return `tables that start with ${name.sqlTable.split("_")[0]}_ are not the project's own`;
  return deviceRefusal([name.file, name.files]);
}

/** Why code that has some names for other things cannot call a thing so, or undefined. */
export function wordRefusal(word: string, inUse: ReadonlySet<string>): string | undefined {
  if (isReservedWord(word)) return `"${word}" is a reserved word of TypeScript`;
  return inUse.has(word) || word in {} ? `"${word}" has a meaning of its own in the generated code` : undefined;
}

/** Why files cannot lie there on every system, or undefined. */
export function deviceRefusal(files: readonly string[]): string | undefined {
  const device = files.flatMap((file) => file.split("/")).find((part) => DEVICES.test(part));
  return device === undefined ? undefined : `"${device}" is no file name on Windows`;
}

function offender(segment: string): string {
  const character = Array.from(segment).find((one) => !/[A-Za-z0-9_-]/.test(one));
  if (character === undefined) return "a - or _ at an end, or two in a row";
  return character === " " ? "a space" : `the character ${JSON.stringify(character)}`;
}
