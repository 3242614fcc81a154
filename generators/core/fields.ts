import type { Field, FieldsContext } from "./field.ts";
import { type ErrorDetail, GeneratorError } from "./errors.ts";
import { collisions } from "./field-collisions.ts";
import { readFieldWord } from "./field-word.ts";

/** The most fields of one entity: the databases' limits on columns and variables of a statement lie beyond it. */
export const MAX_FIELDS = 100;

/**
 * Reads all fields of an entity: `title`, `title:string:max=200`, `price:decimal:10,2`, `status:enum:draft,published`,
 * `author:ref:user:optional`, `note:default=takes: the rest`. Throws one GeneratorError `fields_refused` with every mistake
 * of every word, each with its position.
 */
export function parseFields(words: readonly string[], context: FieldsContext): readonly Field[] {
  if (words.length === 0) throw refused([{ where: "fields", message: "there are none; give at least one" }]);
  if (words.length > MAX_FIELDS) {
    throw refused([{ where: "fields", message: `there are ${words.length}, and ${MAX_FIELDS} is the limit` }]);
  }
  const read = words.map((word) => readFieldWord(word, context));
  const mistakes = read.flatMap(({ mistakes }, index) => mistakes.map((message) => ({ index, message })));
  const doubles = collisions(read.map(({ field }) => field));
  const all = [...mistakes, ...doubles].toSorted((a, b) => a.index - b.index);
  if (all.length > 0) throw refused(all.map(({ index, message }) => ({ where: place(index, words), message })));
  return read.map(({ field }) => field);
}

function place(index: number, words: readonly string[]): string {
  const [word = ""] = words.slice(index);
  const shown = /^[\w:=,./@-]{1,60}$/.test(word)
    ? word
    : JSON.stringify(word.length > 60 ? `${word.slice(0, 57)}...` : word);
  return `field ${index + 1}, ${shown}`;
}

function refused(details: readonly ErrorDetail[]): GeneratorError {
  return new GeneratorError("fields_refused", { count: details.length }, { details });
}
