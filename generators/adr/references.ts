import { type AdrRecord, refOf } from "./record.ts";
import type { SourceText } from "./renumber.ts";

/** `ADR-12` in a text. */
export interface Reference {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  /** As written. */
  readonly ref: string;
}

const REFERENCE = /\bADR-(\d{8}-[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]|\d{1,6})(?![\d-]*\d)/gu;

/** Every reference of a text, in order. */
export function referencesIn({ file, text }: SourceText): readonly Reference[] {
  let [line, at] = [1, 0];
  return Array.from(text.matchAll(REFERENCE), ({ 0: ref, index }) => {
    for (let next = text.indexOf("\n", at); next !== -1 && next < index; next = text.indexOf("\n", at)) {
      line++;
      at = next + 1;
    }
    return { file, line, ref };
  });
}

/** The records by how they are referred to: `ADR-7`. */
export function recordsByRef(records: readonly AdrRecord[]): ReadonlyMap<string, AdrRecord> {
  return new Map(records.map((record) => [refOf(record.id), record]));
}

/** A reference in the writing of `recordsByRef`: without zeros before its number. */
export function normalRef(ref: string): string {
  return ref.replace(/^(ADR-)0+(?=\d{1,5}$)/, "$1");
}
