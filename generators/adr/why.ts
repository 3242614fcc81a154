import { matcher } from "./globs.ts";
import { type AdrRecord, headingOf, successorOf, targetFinder } from "./record.ts";
import { normalRef, recordsByRef, referencesIn } from "./references.ts";
import type { SourceText } from "./renumber.ts";

/** A decision about a place in the code, and how it is known to be. */
export interface Reason {
  readonly record: AdrRecord;
  /** Line of the file that names it. */
  readonly lines: readonly number[];
  /** The glob of the record that the file matches. */
  readonly glob: string | null;
  readonly successor: AdrRecord | null;
}

/**
 * The decisions that a file names, the one nearest to `line` first, then those that govern it. A superseded one is there with
 * what took its place.
 */
export function reasonsOf({ file, text }: SourceText, records: readonly AdrRecord[], line?: number): readonly Reason[] {
  const byRef = recordsByRef(records);
  const find = targetFinder(records);
  const named = new Map<AdrRecord, number[]>();
  for (const reference of referencesIn({ file, text })) {
    const record = byRef.get(normalRef(reference.ref));
    if (record !== undefined) named.set(record, [...(named.get(record) ?? []), reference.line]);
  }
  const reasons = records.flatMap((record): readonly Reason[] => {
    const glob = record.governs.find((one) => matcher(one.glob)(file))?.glob ?? null;
    const lines = named.get(record) ?? [];
    if (glob === null && lines.length === 0) return [];
    return [{ record, lines, glob, successor: successorOf(record, find) }];
  });
  const distance = ({ lines }: Reason): number =>
    Math.min(...lines.map((one) => Math.abs(one - (line ?? 1))), Number.MAX_SAFE_INTEGER);
  return reasons.toSorted((a, b) => distance(a) - distance(b));
}

/** `superseded by 9. Use MariaDB`, or its status. */
export function stateOf({ status }: AdrRecord, successor: AdrRecord | null): string {
  return successor === null ? (status ?? "no status") : `superseded by ${headingOf(successor)}`;
}
