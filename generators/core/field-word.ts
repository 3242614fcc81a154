import type { Field, FieldArgument, FieldTypeName, FieldsContext, Modifiers } from "./field.ts";
import { readArgument, takesArgument } from "./field-argument.ts";
import { isModifier, NO_MODIFIERS, readModifiers } from "./field-modifiers.ts";
import { readFieldName } from "./field-name.ts";
import { FIELD_TYPES } from "./field-types.ts";
import { type Report, shown, suggestion } from "./mistakes.ts";
import { camelCase, wordsOf } from "./words.ts";

/** A field as far as it could be read, and what is wrong with it. */
export interface FieldReading {
  readonly field: Field;
  readonly mistakes: readonly string[];
}

/** Reads one word of the field grammar. */
export function readFieldWord(word: string, context: FieldsContext): FieldReading {
  const mistakes: string[] = [];
  const report: Report = (mistake) => mistakes.push(mistake);
  const [name = "", ...parts] = word.split(":");
  // `title:optional`: the type is left out, and is string.
  const [first] = parts;
  const typed = first !== undefined && !isModifier(first);
  const type = typed ? readType(first, report) : "string";
  const words = readFieldName(name, type ?? "string", report);
  // What follows an unknown type cannot be judged.
  if (type === undefined) return { field: buildField(words, "string", NO_MODIFIERS), mistakes };
  const rest = typed ? parts.slice(1) : parts;
  const argued = takesArgument(type) && rest[0] !== undefined && !isModifier(rest[0]);
  const argument = readArgument(argued ? rest[0] : undefined, { type, context, report });
  const modifiers = readModifiers(argued ? rest.slice(1) : rest, { type, argument, report });
  if (argument.target?.table === context.entity.table && !modifiers.optional) {
    report(`the first ${context.entity.label} would have none to refer to: make it optional`);
  }
  return { field: buildField(words, type, { ...argument, ...modifiers }), mistakes };
}

function readType(text: string, report: Report): FieldTypeName | undefined {
  if (Object.hasOwn(FIELD_TYPES, text)) return text as FieldTypeName;
  const types = Object.keys(FIELD_TYPES);
  const known = suggestion(text, types) || `; the types are ${types.join(", ")}`;
  report(text === "" ? "the type is empty" : `${shown(text)} is no type${known}`);
  return undefined;
}

function buildField(words: readonly string[], type: FieldTypeName, rest: FieldArgument & Modifiers): Field {
  const column = type === "ref" && words.length > 0 ? wordsOf([...words, "id"].join("_")) : words;
  return {
    name: camelCase(words),
    column: camelCase(column),
    sqlColumn: column.join("_"),
    label: words.join(" "),
    type,
    ...rest,
  };
}
