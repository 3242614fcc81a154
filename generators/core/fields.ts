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
  const mistakes = read.flatMap(({ mistakes }, index) => mistakes.map((message) => at(index, words, message)));
  const doubles = collisions(read.map(({ field }) => field)).map(({ index, message }) => at(index, words, message));
  const all = [...mistakes, ...doubles].toSorted((a, b) => position(a) - position(b));
  if (all.length > 0) throw refused(all);
  return read.map(({ field }) => field);
}

interface PlacedDetail extends ErrorDetail {
  readonly position?: number;
}

function at(index: number, words: readonly string[], message: string): PlacedDetail {
  const word = words[index] ?? "";
  const shown = /^[\w:=,./@-]{1,60}$/.test(word)
    ? word
    : JSON.stringify(word.length > 60 ? `${word.slice(0, 57)}...` : word);
  return { where: `field ${index + 1}, ${shown}`, message, position: index };
}

function position(detail: PlacedDetail): number {
  return detail.position ?? 0;
}

function refused(details: readonly PlacedDetail[]): GeneratorError {
  const shown = details.map(({ where, message }) => ({ where, message }));
  return new GeneratorError("fields_refused", { count: shown.length }, { details: shown });
}
