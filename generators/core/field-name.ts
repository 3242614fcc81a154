import type { FieldTypeName } from "./field.ts";
import { type Report, shown } from "./mistakes.ts";
import { camelCase, wordsOf } from "./words.ts";

const MAX_LENGTH = 64;
const COLUMNS: ReadonlySet<string> = new Set(["id", "version", "createdAt", "updatedAt"]);
const QUERY_WORDS: ReadonlySet<string> = new Set(["limit", "cursor", "sort", "q"]);
// Handlebars reads these as values, also at the end of a path.
const LITERALS: ReadonlySet<string> = new Set(["this", "true", "false", "null", "undefined"]);

/** The words of a field's name; none when it cannot be read. `author_id:ref:author` is `author`, whose column is `author_id`. */
export function readFieldName(text: string, type: FieldTypeName, report: Report): readonly string[] {
  const unreadable = unreadableReason(text);
  if (unreadable !== undefined) {
    report(unreadable);
    return [];
  }
  const words = wordsOf(text);
  const bare = type === "ref" && words.length > 1 && words.at(-1) === "id" ? words.slice(0, -1) : words;
  const name = camelCase(bare);
  if (COLUMNS.has(name)) report(`every model has ${name} already`);
  else if (QUERY_WORDS.has(name)) report(`${name} is a word of list queries`);
  else if (LITERALS.has(name)) report(`${name} is a word of the language that views are written in`);
  else if (name === "then") report("an object with then is taken for a promise");
  else if (name in {}) report(`every JavaScript object has ${name} already`);
  return bare;
}

function unreadableReason(text: string): string | undefined {
  if (text === "") return "the name is empty";
  if (text.length > MAX_LENGTH) return `the name has ${text.length} characters, and ${MAX_LENGTH} is the limit`;
  if (/^[0-9]/.test(text)) return `the name ${shown(text)} starts with a digit`;
  const readable = /^[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*$/.test(text);
  return readable ? undefined : `the name ${shown(text)} holds more than English letters, digits and _ between them`;
}
