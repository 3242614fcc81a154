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

const REFERENCE = /(?<!\w)ADR-(?:\d{8}-[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}]|\d{1,6})(?![\d-]*\d)/uy;

/** Every reference of a text, in order. */
export function referencesIn({ file, text }: SourceText): readonly Reference[] {
  const found: Reference[] = [];
  let [line, start] = [1, 0];
  // Looked for as plain text first: most of a text is none, and a pattern takes longer to say so.
  for (let at = text.indexOf("ADR-"); at !== -1; at = text.indexOf("ADR-", at + 1)) {
    REFERENCE.lastIndex = at;
    const [ref] = REFERENCE.exec(text) ?? [];
    if (ref === undefined) continue;
    for (let end = text.indexOf("\n", start); end !== -1 && end < at; end = text.indexOf("\n", start)) {
      line++;
      start = end + 1;
    }
    found.push({ file, line, ref });
  }
  return found;
}

/** The records by how they are referred to: `ADR-7`. */
export function recordsByRef(records: readonly AdrRecord[]): ReadonlyMap<string, AdrRecord> {
  return new Map(records.map((record) => [refOf(record.id), record]));
}

/** A reference in the writing of `recordsByRef`: without zeros before its number. */
export function normalRef(ref: string): string {
  return ref.replace(/^(ADR-)0+(?=\d{1,5}$)/, "$1");
}
