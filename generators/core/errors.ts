import { adrErrors, type AdrErrorValues } from "./errors/adr.ts";
import { filesErrors, type FilesErrorValues } from "./errors/files.ts";
import { inputErrors, type InputErrorValues } from "./errors/input.ts";
import type { ErrorRows, GeneratorErrorKind } from "./errors/row.ts";
import { journalErrors, type JournalErrorValues } from "./errors/journal.ts";
import { writingErrors, type WritingErrorValues } from "./errors/writing.ts";

/** One mistake among several: the place (`field 2, title:strng`) and what is wrong there. */
export interface ErrorDetail {
  readonly where: string;
  readonly message: string;
}

/** Each way a generator refuses or fails, with the values its message needs; codes never change once released. */
export interface GeneratorErrorValues
  extends InputErrorValues, FilesErrorValues, WritingErrorValues, JournalErrorValues, AdrErrorValues {}

export type GeneratorErrorCode = keyof GeneratorErrorValues;

/** The error table: kind, message and hint of each code. */
export const generatorErrors: ErrorRows<GeneratorErrorValues> = {
  ...inputErrors,
  ...filesErrors,
  ...writingErrors,
  ...journalErrors,
  ...adrErrors,
};

/** Whether it is one, also of another copy of this package: a project's own generators have theirs. */
export function isGeneratorError(error: unknown): error is GeneratorError {
  return error instanceof Error && MARK in error;
}

const MARK = "isGeneratorError";

/** What a generator throws: what happened with the value, what to do next, and all mistakes of one input at once. */
export class GeneratorError<Code extends GeneratorErrorCode = GeneratorErrorCode> extends Error {
  override readonly name = "GeneratorError";
  readonly isGeneratorError = true;
  readonly code: Code;
  readonly kind: GeneratorErrorKind;
  readonly hint: string;
  readonly details: readonly ErrorDetail[];

  constructor(
    code: Code,
    values: GeneratorErrorValues[Code],
    { details = [], ...options }: ErrorOptions & { readonly details?: readonly ErrorDetail[] } = {},
  ) {
    const row: ErrorRows<GeneratorErrorValues>[Code] = generatorErrors[code];
    super(row.message(values), options);
    this.code = code;
    this.kind = row.kind;
    this.hint = row.hint(values);
    this.details = details;
  }
}
